-- The records that the run changed; made on opening too, as undoings may have been begun before there was this table.
CREATE TABLE IF NOT EXISTS changes (
    id       TEXT PRIMARY KEY,
    number   INTEGER NOT NULL,   -- the ordinal of the first row that wrote to it
    batch    INTEGER,
    line     INTEGER,
    cells    TEXT,               -- {property: [what it held or null, [what was written, …]]}; null: not known
    state    TEXT NOT NULL,      -- open | planned | left | restored
    code     TEXT, category TEXT, property TEXT, message TEXT, correlation_id TEXT  -- what speaks against putting all of it back
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS changes_in_order ON changes (number, id);
