-- +goose Up
-- Who may do what only one process may do, for instance poll Telegram.
CREATE TABLE lease (
    name   TEXT PRIMARY KEY,
    holder TEXT   NOT NULL,
    until  BIGINT NOT NULL
);

-- +goose Down
DROP TABLE lease;
