-- What officers decided, one JSON object each (decision.rs), in order. Goes with its registration.
CREATE TABLE decision (registration BLOB NOT NULL, decision TEXT NOT NULL) STRICT;
CREATE INDEX decision_registration ON decision (registration);
