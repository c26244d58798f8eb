# Targets print what they run. Everything needs Go; tests also need
# redis-server, page tests chromium.
SHELL := /bin/bash

.PHONY: check format vet lint tidy test bench generate build

check: format vet lint tidy test ## everything that must pass

format:
	@out=$$(gofmt -l cmd internal messages locales deploy); test -z "$$out" || { echo "gofmt would change:"; echo "$$out"; exit 1; }

vet:
	go vet ./...

lint:
	go tool staticcheck ./...

tidy:
	go mod tidy -diff
	go mod verify

test:
	go test -race -shuffle=on ./...

bench: ## ratios beside a bare load-and-commit handler on the same Redis
	go test -run '^$$' -bench . -benchmem ./internal/script ./internal/understand ./internal/sms ./internal/fold
	go run ./internal/bench

generate: ## rebuild the recognition model and the gazetteer from their sources
	go generate ./internal/understand

build:
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o bin/waypost ./cmd/waypost
