-- Applications (application/): what a phone applied for, and where it stands. The sealed submission is kept while the office
-- needs it; the receipt and the digest stay.
CREATE TABLE application (
    id BLOB PRIMARY KEY, account BLOB NOT NULL, thumbprint BLOB NOT NULL, service TEXT NOT NULL, subject TEXT NOT NULL,
    revision INTEGER NOT NULL, sealed_sha256 BLOB NOT NULL, receipt BLOB NOT NULL, submission BLOB, earlier BLOB,
    number TEXT NOT NULL, received_at INTEGER NOT NULL, promise_until INTEGER,
    state TEXT NOT NULL, seq INTEGER NOT NULL, changed_at INTEGER NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX application_account ON application (account);
-- Sealed attachments in pieces. The id is made from account, application and digest, so that nobody reaches another's.
CREATE TABLE application_file (
    id BLOB PRIMARY KEY, account BLOB NOT NULL, application BLOB NOT NULL, announced_at INTEGER NOT NULL,
    photo_length INTEGER, photo_sha256 BLOB, photo BLOB, photo_complete INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX application_file_application ON application_file (application);
-- Definitions of forms as they were signed, all versions.
CREATE TABLE form (service TEXT NOT NULL, version INTEGER NOT NULL, signed BLOB NOT NULL, PRIMARY KEY (service, version)) STRICT;
-- What happened to the population since it was made, in order. The table record_change holds what happened before this one.
CREATE TABLE register_event (id INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT;
