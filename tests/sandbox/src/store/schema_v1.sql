-- What the service remembers. Times are seconds since 1970; ids and keys are raw bytes.
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

-- Keys of phones. They outlive an erased registration, so that a repeated request can still be verified and answered.
-- standing: 'registering', 'active', 'released' (let go at the counter or by the phone itself).
CREATE TABLE net_key (
    thumbprint BLOB PRIMARY KEY, public_key BLOB NOT NULL, standing TEXT NOT NULL, account BLOB, seen_at INTEGER NOT NULL
) STRICT;
CREATE TABLE nonce (
    thumbprint BLOB NOT NULL, nonce BLOB NOT NULL, created INTEGER NOT NULL, PRIMARY KEY (thumbprint, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX nonce_created ON nonce (created);
CREATE TABLE idempotency (
    thumbprint BLOB NOT NULL, key TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, digest BLOB NOT NULL,
    at INTEGER NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (thumbprint, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE registration (
    id BLOB PRIMARY KEY, thumbprint BLOB NOT NULL, state TEXT NOT NULL, form TEXT NOT NULL, language TEXT NOT NULL,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    consent BLOB NOT NULL, consent_receipt BLOB NOT NULL,
    photo_length INTEGER, photo_sha256 BLOB, photo BLOB, photo_complete INTEGER NOT NULL DEFAULT 0,
    pairing_token BLOB, pairing_statement BLOB,
    code_hash BLOB, code_expires_at INTEGER, tries_left INTEGER, sends INTEGER NOT NULL DEFAULT 0, resend_at INTEGER,
    rejection TEXT, account BLOB
) STRICT;
CREATE INDEX registration_thumbprint ON registration (thumbprint);
CREATE TABLE pairing_offer (token BLOB PRIMARY KEY, expires_at INTEGER NOT NULL, registration BLOB, thumbprint BLOB) STRICT;
CREATE TABLE captcha (
    id BLOB PRIMARY KEY, registration BLOB NOT NULL, image_answer TEXT NOT NULL, question_answers TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
    id BLOB PRIMARY KEY, nik INTEGER NOT NULL UNIQUE, active_key BLOB, epoch INTEGER NOT NULL, blocked INTEGER NOT NULL
) STRICT;
CREATE TABLE document (
    id BLOB PRIMARY KEY, account BLOB NOT NULL, place INTEGER NOT NULL, type INTEGER NOT NULL, subject INTEGER NOT NULL,
    version INTEGER NOT NULL, container BLOB NOT NULL, removed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, type, subject)
) STRICT;
CREATE TABLE status_index (list INTEGER NOT NULL, place INTEGER NOT NULL, account BLOB NOT NULL, PRIMARY KEY (list, place)) STRICT;
CREATE TABLE record_change (nik INTEGER PRIMARY KEY, change TEXT NOT NULL) STRICT;

-- delivery: 'kept' (shown by the mailbox only), 'waiting', 'sent' or 'failed' (real SMTP).
CREATE TABLE mail (
    id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, received_at INTEGER NOT NULL,
    delivery TEXT NOT NULL
) STRICT;
