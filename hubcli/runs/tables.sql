-- The journal of one run, format 2. Look at it with any SQLite client; `rows` is the view to ask.
PRAGMA user_version = 2;

CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);  -- 'run': what it is about; 'end': how it ended;
                                                                  -- 'address': what the records' addresses begin with
CREATE TABLE attempts (          -- every request that could create something, written before it leaves
    number INTEGER PRIMARY KEY,
    batch  INTEGER NOT NULL,
    rows   TEXT NOT NULL,        -- ordinals, '1-100' or '1-3,7'
    state  TEXT NOT NULL,        -- about to send | not taken | returned | settled
    at     REAL NOT NULL         -- by the server's clock, seconds since 1970
);
CREATE TABLE made (              -- rows that are in HubSpot: one line for each answer, not for each row
    batch   INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    rows    TEXT NOT NULL        -- [[ordinal, id], …], with the address where it is no plain one
);
CREATE TABLE loose (             -- records that HubSpot made without saying for which rows
    batch INTEGER NOT NULL, id TEXT NOT NULL
);
CREATE TABLE ends (              -- rows that are not in HubSpot, or not for certain
    number  INTEGER PRIMARY KEY,
    file    TEXT NOT NULL,
    line    INTEGER NOT NULL,
    batch   INTEGER,
    outcome TEXT NOT NULL
);
CREATE TABLE reopened (          -- rows that may be sent again, and the last attempt that is over for them
    number INTEGER PRIMARY KEY, after INTEGER NOT NULL
);
CREATE TABLE faults (            -- why; also the warnings on rows that were made
    number INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, batch INTEGER,
    outcome TEXT NOT NULL, message TEXT NOT NULL, code TEXT, category TEXT, property TEXT,
    "column" TEXT, value TEXT, correlation_id TEXT
);
CREATE TABLE followers (         -- rows that share the fate of another with their key
    number INTEGER PRIMARY KEY, file TEXT NOT NULL, line INTEGER NOT NULL, leader INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS overwrites (  -- rows of records that were there before: the only values that the journal keeps
    number INTEGER NOT NULL UNIQUE,
    id     TEXT NOT NULL,        -- the record's
    cells  TEXT NOT NULL         -- {property: [what it held or null, what was written]}; written before the request leaves
);
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
