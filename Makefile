# What a person types: `make run`, `make test`. `make help` lists the rest.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

TARGET := $(or $(CARGO_TARGET_DIR),target)
CLIENT := web-client
BROWSER := tests/browser
SOURCES := $(shell find $(CLIENT)/src $(CLIENT)/public $(CLIENT)/tools -type f 2>/dev/null) \
	$(wildcard $(addprefix $(CLIENT)/,index.html package.json *.config.js *.config.ts tsconfig*.json))
# cargo-nextest runs the tests of all crates at once where it is installed.
RUST_TESTS := $(if $(shell cargo nextest --version 2>/dev/null),cargo nextest run,cargo test)
# Name of the results that `make bench` writes.
NAME ?= meeting

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.* ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.* ## /  make \1\t/' | expand -t 16

.PHONY: run
run: build ## build what changed, then serve on http://localhost:8080
	@exec $(TARGET)/release/yunqiao serve

.PHONY: build
build: tools client ## build web client and server
	@echo "Building the server (some minutes the first time) ..."
	@cargo build --release --package yunqiao

.PHONY: test
test: tools ## everything: Rust, web client, real browsers
	@# Browsers are fetched and unpacked while cargo compiles.
	@$(MAKE) -j2 compiled test-tools browser-modules
	@# A test that hangs is a failure, not a long wait.
	YUNQIAO_BINARY="$(abspath $(TARGET))/debug/yunqiao" timeout 20m $(RUST_TESTS) --workspace
	npm --prefix $(CLIENT) test
	YUNQIAO_BINARY="$(abspath $(TARGET))/debug/yunqiao" npm --prefix $(BROWSER) test

# In one go with the tests, or packages that both need would be built twice with other features.
.PHONY: compiled
compiled: tools client
	cargo build --workspace --all-targets

.PHONY: check
check: tools modules browser-modules ## the quick one: format, lints, types, unit tests, licences
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- --deny warnings
	npm --prefix $(CLIENT) run check
	npm --prefix $(CLIENT) run lint
	npm --prefix $(BROWSER) run check
	$(RUST_TESTS) --workspace --lib
	npm --prefix $(CLIENT) test
	@if cargo deny --version >/dev/null 2>&1; then cargo deny check; \
	else echo "cargo-deny is not installed: licences and advisories were not checked."; fi

.PHONY: types
types: tools modules ## write the generated files anew: TypeScript of the wire, OpenAPI
	UPDATE_GENERATED=1 cargo test --package yunqiao-meeting --test it generated
	UPDATE_GENERATED=1 cargo test --package yunqiao --lib the_committed_contract
	npm --prefix $(CLIENT) run types --if-present

.PHONY: looks
looks: tools test-tools client browser-modules ## every page in three languages and at three widths; writes tests/results/looks.json
	cargo build --package yunqiao
	YUNQIAO_BINARY="$(abspath $(TARGET))/debug/yunqiao" YUNQIAO_LOOKS="$(abspath tests/results)/looks.json" \
		npm --prefix $(BROWSER) run looks

.PHONY: bench
bench: bench-$(if $(filter sfu,$(NAME)),engine,$(if $(filter history,$(NAME)),history,service)) ## measure; writes target/bench/NAME.json (NAME=sfu: the media engine beside Janus; NAME=history: a large registry)
	@mkdir -p tests/results && cp $(TARGET)/bench/$(NAME).json tests/results/$(NAME).json

.PHONY: bench-engine bench-service bench-history
bench-engine: build browser-modules
	cargo build --release --package yunqiao-tests --bins
	$(TARGET)/release/bench sfu
	YUNQIAO_BINARY="$(abspath $(TARGET))/release/yunqiao" YUNQIAO_RELAY="$(abspath $(TARGET))/release/relay" \
		YUNQIAO_BENCH="$(abspath $(TARGET))/bench/sfu.json" npm --prefix $(BROWSER) run network

bench-history: build
	cargo build --release --package yunqiao-tests --bins
	YUNQIAO_BINARY="$(abspath $(TARGET))/release/yunqiao" $(TARGET)/release/bench history

bench-service: build browser-modules
	cargo build --release --package yunqiao-tests --bins
	YUNQIAO_BINARY="$(abspath $(TARGET))/release/yunqiao" $(TARGET)/release/bench $(NAME)
	YUNQIAO_BINARY="$(abspath $(TARGET))/release/yunqiao" YUNQIAO_SENDERS="$(abspath $(TARGET))/release/senders" \
		YUNQIAO_BENCH="$(abspath $(TARGET))/bench/$(NAME).json" npm --prefix $(BROWSER) run bench

.PHONY: fuzz
fuzz: tools ## a minute of fuzzing for everything that reads bytes from the network (FUZZ_SECONDS=60)
	@./tools/need fuzz
	@# What is found is kept in the target folder for the next time; what is worth a commit is for a person to choose.
	for target in $$(cargo fuzz list); do \
		mkdir -p "$(TARGET)/fuzz/$$target"; \
		cargo fuzz run --sanitizer none "$$target" "$(TARGET)/fuzz/$$target" "fuzz/corpus/$$target" \
			-- -max_total_time=$(or $(FUZZ_SECONDS),60) -max_len=4096; \
	done

.PHONY: crash
crash: tools client ## kill the server at seeded moments; nothing acknowledged is lost
	$(RUST_TESTS) --package yunqiao-tests crash

# The web client is built by make and embedded by cargo, which looks at the built files only.

.PHONY: client
client: $(CLIENT)/dist/index.html

$(CLIENT)/dist/index.html: $(SOURCES) $(CLIENT)/node_modules/.package-lock.json
	@echo "Building the web client ..."
	@npm --prefix $(CLIENT) run --silent build
	@touch $@

.PHONY: modules browser-modules
modules: $(CLIENT)/node_modules/.package-lock.json
browser-modules: $(BROWSER)/node_modules/.package-lock.json

%/node_modules/.package-lock.json: %/package-lock.json
	@echo "Fetching the packages of $* ..."
	@npm --prefix $* ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: tools test-tools
tools:
	@./tools/need build
test-tools:
	@./tools/need test
