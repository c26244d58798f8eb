-- Each entry is its keys and the whole of it as JSON.

-- +goose Up
CREATE TABLE service (
    id         TEXT PRIMARY KEY,
    need       TEXT NOT NULL,
    area       TEXT NOT NULL,
    visibility TEXT NOT NULL,
    entry      TEXT NOT NULL
);

CREATE TABLE mission (
    id     TEXT PRIMARY KEY,
    origin TEXT NOT NULL,
    host   TEXT NOT NULL,
    entry  TEXT NOT NULL
);

CREATE TABLE page (
    id    TEXT PRIMARY KEY,
    need  TEXT NOT NULL,
    area  TEXT NOT NULL,
    entry TEXT NOT NULL
);

CREATE TABLE pack (
    country TEXT PRIMARY KEY,
    entry   TEXT NOT NULL
);

CREATE TABLE area (
    id      TEXT PRIMARY KEY,
    parent  TEXT NOT NULL,
    country TEXT NOT NULL,
    entry   TEXT NOT NULL
);

-- One row per entry that a change touched. before is NULL for a new entry,
-- after for one that was taken away.
CREATE TABLE revision (
    number BIGINT NOT NULL,
    kind   TEXT NOT NULL,
    id     TEXT NOT NULL,
    who    TEXT NOT NULL,
    at     BIGINT NOT NULL,
    before TEXT,
    after  TEXT,
    PRIMARY KEY (number, kind, id)
);
CREATE INDEX revision_entry ON revision (kind, id, number);

-- +goose Down
DROP TABLE revision;
DROP TABLE area;
DROP TABLE pack;
DROP TABLE page;
DROP TABLE mission;
DROP TABLE service;
