-- What officers did with applications (application/decided.rs), in order. Goes with its application.
CREATE TABLE application_decision (
    application BLOB NOT NULL, at INTEGER NOT NULL, officer TEXT NOT NULL, revision INTEGER NOT NULL, step TEXT NOT NULL,
    state TEXT NOT NULL
) STRICT;
CREATE INDEX application_decision_application ON application_decision (application);
