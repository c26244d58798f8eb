-- +goose Up
-- What people asked that was not understood: single words, counted by day. No
-- sender, no sentence.
CREATE TABLE unanswered (
    day      TEXT    NOT NULL,
    language TEXT    NOT NULL,
    area     TEXT    NOT NULL,
    word     TEXT    NOT NULL,
    asked    INTEGER NOT NULL,
    PRIMARY KEY (day, language, area, word)
);

-- +goose Down
DROP TABLE unanswered;
