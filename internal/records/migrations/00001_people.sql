-- Times are seconds since 1970. BYTEA is PostgreSQL's name for bytes; SQLite
-- takes it as well.

-- +goose Up
CREATE TABLE contact_key (
    one         SMALLINT PRIMARY KEY CHECK (one = 1),
    wrapped     BYTEA NOT NULL,
    check_value BYTEA NOT NULL
);

-- A message whose effects are done. contact and effect are there to recognise
-- a repeated command; both go when the person says DELETE.
CREATE TABLE handled (
    channel TEXT NOT NULL,
    id      BYTEA NOT NULL,
    contact BYTEA,
    effect  BYTEA,
    at      BIGINT NOT NULL,
    outcome BYTEA,
    session BYTEA,
    reply   BYTEA,
    PRIMARY KEY (channel, id)
);
CREATE INDEX handled_contact ON handled (contact, at) WHERE contact IS NOT NULL;
CREATE INDEX handled_at ON handled (at);

-- Who must not be written to first. It outlives everything else.
CREATE TABLE suppression (
    contact BYTEA NOT NULL,
    source  TEXT NOT NULL,
    since   BIGINT NOT NULL,
    PRIMARY KEY (contact, source)
);

CREATE TABLE subscription (
    contact     BYTEA NOT NULL,
    area        TEXT NOT NULL,
    channel     TEXT NOT NULL,
    address     BYTEA NOT NULL,
    nationality TEXT NOT NULL,
    language    TEXT NOT NULL,
    joined      BIGINT NOT NULL,
    until       BIGINT NOT NULL,
    PRIMARY KEY (contact, area)
);
CREATE INDEX subscription_area ON subscription (area);
CREATE INDEX subscription_until ON subscription (until);

-- What happened, without whom: nothing here leads to a person who asked.
CREATE TABLE audit (
    at     BIGINT NOT NULL,
    actor  TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (at);

-- +goose Down
DROP TABLE audit;
DROP TABLE subscription;
DROP TABLE suppression;
DROP TABLE handled;
DROP TABLE contact_key;
