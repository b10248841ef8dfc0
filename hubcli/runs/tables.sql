-- The journal of one run, format 1. Look at it with any SQLite client; `rows` is the view to ask.
PRAGMA user_version = 1;

CREATE TABLE attempts (          -- every request that could create something, written before it leaves
    number INTEGER PRIMARY KEY,
    batch  INTEGER NOT NULL,
    rows   TEXT NOT NULL,        -- ordinals, '1-100' or '1-3,7'
    state  TEXT NOT NULL         -- sent | not taken | returned
);
CREATE TABLE made (              -- rows that are in HubSpot: one line for each answer, not for each row
    batch   INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    rows    TEXT NOT NULL        -- [[ordinal, id], …], with the address where it is no plain one
);
CREATE TABLE ends (              -- rows that are not, or not for certain
    number  INTEGER PRIMARY KEY,
    file    TEXT NOT NULL,
    line    INTEGER NOT NULL,
    batch   INTEGER,
    outcome TEXT NOT NULL
);
CREATE TABLE faults (            -- why; also the warnings on rows that were made
    number INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, batch INTEGER,
    outcome TEXT NOT NULL, message TEXT NOT NULL, code TEXT, category TEXT, property TEXT,
    "column" TEXT, value TEXT, correlation_id TEXT
);
CREATE TABLE followers (         -- rows that share the fate of another with their key
    number INTEGER PRIMARY KEY, file TEXT NOT NULL, line INTEGER NOT NULL, leader INTEGER NOT NULL
);
CREATE TABLE facts (name TEXT NOT NULL, value TEXT NOT NULL);  -- 'address': what the records' addresses begin with
CREATE TABLE batches (number INTEGER PRIMARY KEY, report TEXT NOT NULL);

CREATE VIEW sent_rows (number, outcome, id, url) AS
    SELECT json_extract(row.value, '$[0]'), made.outcome,
           json_extract(row.value, '$[1]'), json_extract(row.value, '$[2]')
    FROM made, json_each(made.rows) AS row
    UNION ALL
    SELECT number, outcome, NULL, NULL FROM ends;

CREATE VIEW rows (number, outcome, id, url) AS
    SELECT number, outcome, id, url FROM sent_rows
    UNION ALL
    SELECT followers.number,
           CASE WHEN sent_rows.outcome IN ('created', 'updated') THEN 'existing'
                ELSE coalesce(sent_rows.outcome, 'notSent') END,
           sent_rows.id, sent_rows.url
    FROM followers LEFT JOIN sent_rows ON sent_rows.number = followers.leader;
