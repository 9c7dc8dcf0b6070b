# How everything here is built, checked and measured. `make help` lists the words.

VERSION  := 0.1.0
BUILD    ?= build
CC       ?= gcc
SANITIZE ?=
Q        := $(if $(VERBOSE),,@)

PACKAGES := lua5.4 libwebsockets libuv libsodium libxxhash
CFLAGS_BASE := -std=c17 -D_GNU_SOURCE -DLIGHTSPEED_VERSION='"$(VERSION)"' -Ihost -I$(BUILD) -fPIC -pthread \
               -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wundef
CFLAGS   ?= -O2 -g
ifdef SANITIZE
CFLAGS   := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
LDFLAGS  += -fsanitize=address,undefined
endif
CFLAGS_ALL := $(CFLAGS_BASE) $(shell pkg-config --cflags $(PACKAGES)) $(CFLAGS)
LIBS     := $(shell pkg-config --libs $(PACKAGES)) -llua5.4-lpeg -lm

ROOMS    := base value wire actor vm tree store bus session service net
SOURCES  := $(foreach room,$(ROOMS),$(wildcard host/$(room)/*.c))
OBJECTS  := $(SOURCES:host/%.c=$(BUILD)/host/%.o)

.PHONY: all help clean
all: $(BUILD)/lightspeed-host

$(BUILD)/host/%.o: host/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

# What the binary carries: trusted Lua, the stdlib, the client.
EMBEDDED := $(shell find lua stdlib -name '*.lua' | sort) client/dist/lightspeed.js

$(BUILD)/embed.c: $(EMBEDDED) tools/embed.sh Makefile
	@mkdir -p $(@D)
	$(Q)sh tools/embed.sh $(foreach file,$(EMBEDDED),$(file)=$(file)) > $@.new && mv $@.new $@

$(BUILD)/embed.o: $(BUILD)/embed.c $(EMBEDDED)
	$(Q)$(CC) $(CFLAGS_ALL) -c $< -o $@

$(BUILD)/lightspeed-host: $(BUILD)/host/main.o $(OBJECTS) $(BUILD)/embed.o
	$(Q)$(CC) $(LDFLAGS) $^ $(LIBS) -o $@

# C tests: each spec/host/ROOM/NOUN_test.c is a program of its own (cmocka).
TESTS := $(patsubst spec/%.c,$(BUILD)/spec/%,$(wildcard spec/host/*/*_test.c))
$(BUILD)/spec/%_test: spec/%_test.c $(OBJECTS) $(BUILD)/embed.o
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP $< $(OBJECTS) $(BUILD)/embed.o $(LDFLAGS) $(LIBS) -lcmocka -lcjson -o $@

-include $(OBJECTS:.o=.d) $(BUILD)/host/main.d

clean:
	rm -rf $(BUILD)
