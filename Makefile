# How everything here is built, checked and measured. `make help` lists the words.
#
#     make                      build/lightspeed-host, build/bin/lightspeed and build/lightspeed/core.so
#     make SANITIZE=1           the same under AddressSanitizer and UBSan, in build/asan
#     make VERBOSE=1            show the commands

VERSION  := 0.1.0
SANITIZE ?=
BUILD    ?= build$(if $(SANITIZE),/asan)
PREFIX   ?= /usr/local
CC       := $(if $(filter default,$(origin CC)),gcc,$(CC))
Q        := $(if $(VERBOSE),,@)

PACKAGES := lua5.4 libwebsockets libuv libsodium libxxhash sqlite3
HEADERS  := libcurl # loaded when it is first needed
CFLAGS   ?= -O2 -g
ifdef SANITIZE
CFLAGS   := -O1 -g -DLIGHTSPEED_MORTAL -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
LDFLAGS  += -fsanitize=address,undefined
endif
CFLAGS_BASE := -std=c17 -D_GNU_SOURCE -DLIGHTSPEED_VERSION='"$(VERSION)"' -Ihost -pthread -fPIC \
               -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wundef
CFLAGS_ALL  := $(CFLAGS_BASE) $(shell pkg-config --cflags $(PACKAGES) $(HEADERS)) $(CFLAGS)
LIBS        := $(shell pkg-config --libs $(PACKAGES)) -llua5.4-lpeg -lm

ROOMS    := base value wire actor vm tree store bus app session service process net cli
SOURCES  := $(foreach room,$(ROOMS),$(wildcard host/$(room)/*.c host/$(room)/*/*.c))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/embed.o

.PHONY: all host core help test lint fmt check bench fuzz install clean chroot-test
all: host core  ## both of these
host: $(BUILD)/lightspeed-host $(BUILD)/bin/lightspeed  ## the host: one binary that carries the trusted Lua, the stdlib and the client

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) -Ibench -Ispec/host -MMD -MP -c $< -o $@

$(BUILD)/lightspeed-host: $(BUILD)/host/main.o $(OBJECTS)
	$(Q)$(CC) $(LDFLAGS) $^ $(LIBS) -o $@

# Its second name, for those who write apps. (build/lightspeed is where specs find the module.)
$(BUILD)/bin/lightspeed: $(BUILD)/lightspeed-host
	@mkdir -p $(@D)
	$(Q)ln -sf ../lightspeed-host $@

# What the binary carries.
EMBEDDED := $(sort $(shell find lua stdlib -name '*.lua')) $(wildcard client/dist/*.js client/dist/parts/*.js) client/states.css client/style.css client/components.css
$(BUILD)/embed.c: tools/embed.sh $(EMBEDDED) Makefile
	@mkdir -p $(@D)
	$(Q)sh tools/embed.sh $(foreach file,$(EMBEDDED),$(file)=$(file)) > $@.new && mv $@.new $@
$(BUILD)/embed.o: $(BUILD)/embed.c $(EMBEDDED)
	$(Q)$(CC) $(CFLAGS_ALL) -c $< -o $@

# The host's rooms as a Lua module, for specs.
MODULE_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard host/module/*.c))
core: $(BUILD)/lightspeed/core.so  ## the host's rooms as a Lua module: with it, plain busted runs the Lua specs
CORE_OBJECTS   := $(filter-out $(BUILD)/host/net/% $(BUILD)/host/process/% $(BUILD)/host/cli/%,$(OBJECTS))
$(BUILD)/lightspeed/core.so: $(MODULE_OBJECTS) $(CORE_OBJECTS)
	@mkdir -p $(@D)
	$(Q)$(CC) -shared -Wl,-Bsymbolic-functions $(LDFLAGS) $^ $(LIBS) -o $@

# C tests (cmocka): each spec/host/ROOM/NOUN_test.c is a program of its own, linked with all of the house.
SUPPORT     := $(patsubst %.c,$(BUILD)/%.o,$(wildcard spec/host/support/*.c))
TESTS       := $(patsubst %.c,$(BUILD)/%,$(wildcard spec/host/*/*_test.c spec/host/*/*/*_test.c))
BENCH_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard spec/bench/*_test.c))
.SECONDARY:
$(BUILD)/spec/host/%_test: $(BUILD)/spec/host/%_test.o $(SUPPORT) $(OBJECTS)
	$(Q)$(CC) $(LDFLAGS) $^ $(LIBS) -lcmocka -lcjson -o $@

# The load generator: no Lua, no libwebsockets.
LOAD_SOURCES := $(filter-out bench/floor.c bench/tree_bench.c,$(wildcard bench/*.c))
LOAD_OBJECTS := $(LOAD_SOURCES:%.c=$(BUILD)/%.o)
LOAD_BASE    := $(BUILD)/host/base/buffer.o $(BUILD)/host/base/mem.o $(BUILD)/host/base/error.o
$(BUILD)/bench/load: $(LOAD_OBJECTS) $(LOAD_BASE)
	$(Q)$(CC) $(LDFLAGS) $^ -lm -o $@
$(BUILD)/bench/floor: $(BUILD)/bench/floor.o
	$(Q)$(CC) $(LDFLAGS) $^ -o $@
$(BUILD)/bench/tree_bench: $(BUILD)/bench/tree_bench.o $(OBJECTS)
	$(Q)$(CC) $(LDFLAGS) $^ $(LIBS) -o $@
$(BUILD)/spec/bench/%_test: $(BUILD)/spec/bench/%_test.o $(filter-out $(BUILD)/bench/load.o,$(LOAD_OBJECTS)) $(LOAD_BASE)
	$(Q)$(CC) $(LDFLAGS) $^ -lcmocka -lcjson -lm -o $@

bench: $(BUILD)/lightspeed-host $(BUILD)/bench/load $(BUILD)/bench/floor  ## measure: see docs/performance.md
	BENCH_OUT=$(BUILD)/bench/figures sh bench/run.sh $(BUILD)/lightspeed-host $(BUILD)/bench/load $(BUILD)/bench/floor

.PHONY: bench-browser
bench-browser: $(BUILD)/lightspeed-host  ## the js-framework-benchmark's operations in Chromium, against a page made by hand
	node bench/browser/measure.mjs $(BUILD)/lightspeed-host

# What a host that is to meet failing calls has preloaded (spec/faults).
$(BUILD)/spec/faults/faults.so: spec/faults/faults.c spec/faults/forks.c spec/faults/forks.h
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_BASE) -O2 -g -shared $(filter %.c,$^) -o $@
.PHONY: faults
faults: host $(BUILD)/spec/faults/faults.so  ## every call for memory, a file, a descriptor or a thread fails, one in each run of a host
	FAULTS=all node --test --test-concurrency=1 --test-reporter spec spec/faults/*.test.mjs

# Everything below runs on the sanitized build. Every runner's output is shown and kept; the last line is the sum of what really ran.
ASAN_BUILD := $(BUILD:%/asan=%)/asan
test:  ## all specs: C under sanitizers, busted, the client, the whole house in Chromium
	@$(MAKE) --no-print-directory SANITIZE=1 BUILD=$(ASAN_BUILD) -j$$(nproc) tested
	@$(MAKE) --no-print-directory SANITIZE= BUILD=$(ASAN_BUILD:%/asan=%) -j$$(nproc) host $(ASAN_BUILD:%/asan=%)/spec/faults/faults.so
	@sh tools/check_all.sh $(ASAN_BUILD)
.PHONY: tested
tested: all core $(TESTS) $(BENCH_TESTS)

# The proofs at their full length; `make check` runs them shorter. The seed is shown; PROOF_SEED=N repeats a run.
PROOF_SEED ?= random
# The host is killed at random moments and at the places of host/base/mortal.h, while visitors click.
KILLS    ?= 1000
VISITORS ?= 500
.PHONY: kill
kill:  ## 1,000 times kill -9 under 500 clicking visitors: no acknowledged click lost, none doubled (docs/state.md)
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/mortal CFLAGS="$(CFLAGS) -DLIGHTSPEED_MORTAL" host
	LIGHTSPEED_BUILD=$(BUILD)/mortal KILLS=$(KILLS) VISITORS=$(VISITORS) node --test --test-reporter spec spec/kill/kills.test.mjs

# As a deploy does it: by a master, and by SIGTERM and another start.
RESTARTS ?= 100
.PHONY: restarts
restarts: host  ## 100 times each a rolling restart under 500 clicking visitors: nothing lost, nobody refused (docs/operating.md)
	RESTARTS=$(RESTARTS) VISITORS=$(VISITORS) node --test --test-reporter spec spec/kill/restarts.test.mjs

.PHONY: proof
proof: all core  ## 100,000 patches of random pages, and 100,000 hostile strings in every context, 10,000 lives of a page, 200 keys in each kind of field, in Chromium; 10,000 turns of every app gone again
	PROOF_SEED=$(PROOF_SEED) PROOF_PATCHES=100000 PROOF_STRINGS=100000 PROOF_LINES=10000 PROOF_TURNS=10000 HISTORIES=100 node --test --test-reporter spec spec/proof/*.test.mjs
	PROOF_KEYS=200 node --test --test-reporter spec --test-name-pattern "keys in" spec/walk/typing.test.mjs

# clang-tidy is slow, so a file is looked at again only when it changed.
C_FILES := $(wildcard host/*.[ch] host/*/*.[ch] host/*/*/*.[ch] bench/*.[ch] fuzz/*.[ch] spec/host/*/*.[ch] spec/host/*/*/*.[ch] spec/bench/*.[ch] spec/faults/*.c)
TIDIED  := $(patsubst %.c,$(BUILD)/tidy/%.ok,$(wildcard host/*.c host/*/*.c host/*/*/*.c bench/*.c))
$(BUILD)/tidy/%.ok: %.c .clang-tidy
	@mkdir -p $(@D)
	$(Q)clang-tidy --quiet $< -- $(CFLAGS_BASE) -Ibench $(shell pkg-config --cflags $(PACKAGES)) 2>/dev/null && touch $@

fmt:  ## write all files in our style
	clang-format -i $(C_FILES)
	node tools/stylua.mjs --write
	npm run --silent fmt

.PHONY: tidy
tidy: $(TIDIED)
lint:  ## look at all files: format, clang-tidy, luacheck, tsc, and that the built client is not stale
	$(Q)clang-format --dry-run --Werror $(C_FILES)
	$(Q)luacheck --quiet --no-cache .luacheckrc .busted lua stdlib apps spec fuzz $(wildcard testing)
	$(Q)node tools/stylua.mjs --check
	$(Q)npm run --silent lint
	$(Q)npm run --silent build:check
	$(Q)$(MAKE) --no-print-directory -j$$(nproc) tidy

check: lint all test  ## what a reviewer runs

# Parsers under mutated input: FUZZ_RUNS for each target, longer than any spec would wait.
FUZZ_RUNS ?= 1000000
FUZZERS   := $(patsubst fuzz/%_fuzz.c,%,$(wildcard fuzz/*_fuzz.c))
# An input of the archive is a file that is written, opened twice and closed: one for twenty of the others.
RUNS_OF    = $(if $(filter archive,$(1)),$$(( $(FUZZ_RUNS) / 20 )),$(FUZZ_RUNS))
$(BUILD)/fuzz/%_fuzz: $(BUILD)/fuzz/%_fuzz.o $(BUILD)/fuzz/driver.o $(OBJECTS)
	$(Q)$(CC) $(LDFLAGS) $^ $(LIBS) -o $@
fuzz:  ## mutate inputs of JSON, codec, frames, schemas, forms, addresses, records of sessions and the archive's files
	@$(MAKE) --no-print-directory SANITIZE=1 BUILD=$(ASAN_BUILD) $(foreach name,$(FUZZERS),$(ASAN_BUILD)/fuzz/$(name)_fuzz)
	@$(foreach name,$(FUZZERS),$(ASAN_BUILD)/fuzz/$(name)_fuzz fuzz/corpus/$(name) $(call RUNS_OF,$(name)) 1 &&) true

chroot-test:  ## a bare Debian 12 with nothing in it, and the README's two commands
	sh tools/chroot_test.sh $(or $(DIR),$(BUILD)/chroot)

install: $(BUILD)/lightspeed-host $(BUILD)/lightspeed/core.so  ## into PREFIX (/usr/local)
	install -D -m 755 $(BUILD)/lightspeed-host $(DESTDIR)$(PREFIX)/bin/lightspeed-host
	ln -sf lightspeed-host $(DESTDIR)$(PREFIX)/bin/lightspeed
	install -D -m 755 $(BUILD)/lightspeed/core.so $(DESTDIR)$(PREFIX)/lib/lua/5.4/lightspeed/core.so
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/lightspeed/luals editors/luals/library/*.lua
	cd editors && find nvim vscode -type f -exec install -D -m 644 {} $(DESTDIR)$(PREFIX)/share/lightspeed/{} \;
	cd testing && find . -name '*.lua' -exec install -D -m 644 {} $(DESTDIR)$(PREFIX)/share/lua/5.4/{} \;

clean:  ## forget all that was built
	rm -rf $(BUILD)

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

-include $(shell find $(BUILD) -path $(BUILD)/chroot -prune -o -name '*.d' -type f -print 2>/dev/null)
