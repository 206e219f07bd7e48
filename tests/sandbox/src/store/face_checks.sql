-- Face checks: one question, one answer each (face_check.rs). The portrait is erased when it was decided.
CREATE TABLE face_check (
    id BLOB PRIMARY KEY, account BLOB NOT NULL, thumbprint BLOB NOT NULL, purpose INTEGER NOT NULL, reference BLOB NOT NULL,
    nonce BLOB NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL,
    photo_length INTEGER, photo_sha256 BLOB, photo BLOB, photo_complete INTEGER NOT NULL DEFAULT 0,
    answer BLOB, answered_at INTEGER, decided_at INTEGER, decided_by TEXT, refusal TEXT
) STRICT;
CREATE INDEX face_check_account ON face_check (account);
-- Names of the advice that a photograph did not follow, separated by spaces, by the registration or face check it is for.
CREATE TABLE photo_advice (owner BLOB PRIMARY KEY, names TEXT NOT NULL) STRICT;
