-- The journal of one undoing, format 1. Look at it with any SQLite client.
PRAGMA user_version = 1;

CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);  -- 'run': what it is about; 'end': how it ended
CREATE TABLE targets (           -- the records that the run made
    id       TEXT PRIMARY KEY,
    number   INTEGER NOT NULL,   -- the ordinal of the row; 1 << 62 where HubSpot did not say for which row
    batch    INTEGER,
    line     INTEGER,
    state    TEXT NOT NULL,      -- open | planned | left | archived
    code     TEXT, category TEXT, property TEXT, message TEXT, correlation_id TEXT  -- what speaks against archiving it
) WITHOUT ROWID;
CREATE INDEX targets_in_order ON targets (number, id);
CREATE TABLE strays (            -- rows that may be in HubSpot, under an id that nobody knows
    number INTEGER PRIMARY KEY, line INTEGER, code TEXT NOT NULL, message TEXT NOT NULL
);
CREATE TABLE attempts (          -- every request that archives, written before it leaves
    number INTEGER PRIMARY KEY,
    ids    TEXT NOT NULL,        -- [id, …]
    state  TEXT NOT NULL,        -- about to send | not taken | settled
    at     REAL NOT NULL         -- by the server's clock, seconds since 1970
);
