"""What the journal says to its database."""

ATTEMPT = "INSERT INTO attempts VALUES (?, ?, ?, 'about to send', ?)"
STATE = "UPDATE attempts SET state = ? WHERE number = ?"
MADE = "INSERT INTO made VALUES (?, ?, ?)"
FAULT = "INSERT INTO faults VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
REPORT = "INSERT OR REPLACE INTO batches VALUES (?, ?)"
FACT = "INSERT OR REPLACE INTO facts VALUES (?, ?)"
END = "INSERT OR REPLACE INTO ends VALUES (?, ?, ?, ?, ?)"
REOPENED = "INSERT OR REPLACE INTO reopened VALUES (?, ?)"
REFUSED_ARE_OPEN = (
    "INSERT OR REPLACE INTO reopened SELECT number, ? FROM ends WHERE outcome = 'refused'"
)
OVERWRITES = """
CREATE TABLE IF NOT EXISTS overwrites (number INTEGER NOT NULL UNIQUE, id TEXT NOT NULL, cells TEXT NOT NULL)
"""
"""Journals that were begun before there was this table get it when they are gone on with."""
OVERWRITE = "INSERT OR REPLACE INTO overwrites VALUES (?, ?, ?)"
NOT_OVERWRITTEN = "DELETE FROM overwrites WHERE number = ?"
HAS = """
SELECT EXISTS (SELECT 1 FROM made WHERE instr(rows, ?))
    OR EXISTS (SELECT 1 FROM loose WHERE id = ?)
"""
FATES_OF_FAULTS = """
INSERT INTO faults
SELECT followers.number, followers.file, followers.line, NULL, faults.outcome,
       'shares the fate of line ' || faults.line || ', which has its key: ' || faults.message,
       faults.code, faults.category, faults.property, faults."column", faults.value,
       faults.correlation_id
FROM followers JOIN faults ON faults.number = followers.leader
WHERE faults.outcome IN ('refused', 'inDoubt')
"""
