# Jiuye. `make run` and `make test` are all one needs; see README.md.
#
# B is the build folder: build/ for the release, build/asan/ with sanitizers.
# lib/ becomes libjy.a; generator/ and dynamic/ (without their main files) become
# archives too, so that tests link exactly what the programs are made of.

B	?= build
VAR	?= var
PORT	?= 8080
PUBLIC	?= $(if $(filter var,$(VAR)),public,$(VAR)/public)

CC	= gcc
PKGS	= sqlite3 openssl jansson yaml-0.1 lua5.4 libcmark libutf8proc \
	  libjpeg libpng
PORTAL_PKGS = cairo pangocairo xlsxwriter libqrencode
WARN	= -Wall -Wextra -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes \
	  -Wformat=2 -Wconversion -Wno-sign-conversion -Wpointer-arith -Wundef \
	  -Wwrite-strings -Werror
HARDEN	= -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection \
	  -fcf-protection
OPT	= -O2 -g
SAN	=
DEFS	= -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64
INC	= -Ilib -I$(B)/gen
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) $(PORTAL_PKGS) 2>/dev/null)
LIB_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -linih -lcsv -largon2 -lm
GEN_LIBS = -ldeflate -lbrotlienc -lxxhash -lexpat -lpthread
PORTAL_LIBS := $(shell pkg-config --libs $(PORTAL_PKGS) 2>/dev/null) -lpthread -ldl
CFLAGS	= -std=gnu11 $(OPT) $(SAN) -fPIE -fno-omit-frame-pointer $(WARN) \
	  $(if $(SAN),,$(HARDEN)) $(DEFS) $(XDEFS) $(INC) $(PKG_CFLAGS) -MMD -MP
LDFLAGS	= $(SAN) -pie -Wl,-z,relro,-z,now,-z,noexecstack -rdynamic

LIB_SRC	= $(wildcard lib/*.c)
GEN_SRC	= $(wildcard generator/*.c)
DYN_SRC	= $(wildcard dynamic/*.c dynamic/*/*.c)
MAINS	= generator/sitegen.c dynamic/portalctl.c
EDGE	= $(wildcard dynamic/edge/*.c)
obj	= $(patsubst %.c,$(B)/o/%.o,$(1))
LIB_OBJ	= $(call obj,$(LIB_SRC)) $(B)/o/gen/schema.o $(B)/o/gen/common_passwords.o
GEN_OBJ	= $(call obj,$(filter-out $(MAINS),$(GEN_SRC)))
DYN_OBJ	= $(call obj,$(filter-out $(MAINS) $(EDGE),$(DYN_SRC)))

.PHONY: all setup run test bench faults fuzz lint format install clean
all: $(B)/sitegen $(B)/portal $(B)/portalctl

$(B)/libjy.a: $(LIB_OBJ)
$(B)/libgenerator.a: $(GEN_OBJ)
$(B)/libdynamic.a: $(DYN_OBJ)
$(B)/%.a:
	@mkdir -p $(@D)
	@rm -f $@
	@$(AR) rcs $@ $^

$(B)/sitegen: $(call obj,generator/sitegen.c) $(B)/libgenerator.a $(B)/libjy.a
	@echo '  LD   $@'
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIB_LIBS) $(GEN_LIBS)
$(B)/portalctl: $(call obj,dynamic/portalctl.c) $(B)/libdynamic.a $(B)/libjy.a
	@echo '  LD   $@'
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIB_LIBS) $(PORTAL_LIBS)

$(B)/o/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC   $<'
	@$(CC) $(CFLAGS) $(if $(filter dynamic/%,$<),-Idynamic) $(if $(filter generator/%,$<),-Igenerator) -c $< -o $@

SCHEMA	= $(sort $(wildcard schema/*.sql))
$(B)/gen/schema.c: $(SCHEMA) tools/embed-schema.sh
	@mkdir -p $(@D)
	@tools/embed-schema.sh $(SCHEMA) > $@.tmp && mv $@.tmp $@
$(B)/gen/common_passwords.c: tools/common-passwords.mjs package-lock.json
	@mkdir -p $(@D)
	@node tools/common-passwords.mjs > $@.tmp && mv $@.tmp $@
$(B)/o/gen/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -c $< -o $@

# --- Kore: Debian's sources with our patches, one binary (dynamic/edge/patches/README.md)
include tools/kore.mk

# The settings at the end of the operator's manual.
# What the programs say of themselves.
.PHONY: docs/workflows.md
docs/workflows.md: $(B)/portalctl
	@{ sed '/^<!-- portalctl workflows -->$$/q' $@; $(B)/portalctl workflows; } >$@.tmp && mv $@.tmp $@

.PHONY: docs/operate.md
docs/operate.md: $(B)/portalctl
	@{ sed '/^<!-- portalctl config -->$$/q' $@; $(B)/portalctl config; } >$@.tmp && mv $@.tmp $@

# --- tests
UNIT	= $(patsubst tests/unit/%.c,$(B)/t/%,$(wildcard tests/unit/test_*.c))
$(B)/t/%: tests/unit/%.c $(B)/libgenerator.a $(B)/libdynamic.a $(B)/libjy.a
	@mkdir -p $(@D)
	@echo '  TEST $@'
	@$(CC) $(filter-out -MMD -MP,$(CFLAGS)) -Idynamic -Igenerator -Itests/unit $(LDFLAGS) -o $@ $< $(WHOLE) \
	    $(B)/libgenerator.a $(B)/libdynamic.a $(B)/libjy.a -lcmocka $(LIB_LIBS) $(GEN_LIBS) $(PORTAL_LIBS)
unit-tests: $(UNIT)
# It looks at every statement there is, so all of the archive is linked.
$(B)/t/test_statements: WHOLE = -Wl,--whole-archive $(B)/libdynamic.a -Wl,--no-whole-archive
$(B)/t/test_gen_manifest: WHOLE = -Wl,--whole-archive $(B)/libgenerator.a -Wl,--no-whole-archive

# --- benches: make bench ARGS='--jobs 100000 site'
BENCH	= $(patsubst tests/bench/%.c,$(B)/b/%,$(wildcard tests/bench/*.c))
$(B)/b/bare_kore: tests/bench/bare_kore.c $(KORE_OBJ) $(B)/libjy.a
	@mkdir -p $(@D)
	@$(CC) $(filter-out -MMD -MP,$(CFLAGS)) $(KORE_DEFS) $(KORE_INC) $(LDFLAGS) -o $@ $^ $(LIB_LIBS) -lpthread -ldl
$(B)/b/%: tests/bench/%.c $(B)/libdynamic.a $(B)/libjy.a
	@mkdir -p $(@D)
	@$(CC) $(filter-out -MMD -MP,$(CFLAGS)) -Idynamic $(LDFLAGS) -o $@ $^ $(LIB_LIBS) $(PORTAL_LIBS)

# Only with the flags of tests/fuzz/run.sh.
$(B)/f/%: tests/fuzz/%.c $(B)/libgenerator.a $(B)/libdynamic.a $(B)/libjy.a
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(CFLAGS)) -fsanitize=fuzzer -Idynamic -Igenerator $(LDFLAGS) -o $@ $< \
	    $(B)/libgenerator.a $(B)/libdynamic.a $(B)/libjy.a $(LIB_LIBS) $(GEN_LIBS) $(PORTAL_LIBS)

ASAN	= $(MAKE) B=build/asan OPT='-O1 -g' \
	  SAN='-fsanitize=address,undefined -fno-sanitize-recover=undefined' \
	  XDEFS=-DJY_NO_SECCOMP
.PHONY: asan unit-tests generated lint-flags
asan:
	+@$(ASAN) all unit-tests

setup:
	@tools/setup.sh

run: setup
	@$(MAKE) -s all
	@B='$(B)' VAR='$(VAR)' PUBLIC='$(PUBLIC)' PORT='$(PORT)' tools/run.sh

test: setup
	@$(MAKE) -s -j2 all
	@$(MAKE) -s -j2 asan
	@node tests/run.mjs

bench: setup
	@$(MAKE) -s -j2 all $(BENCH)
	@node tests/bench/run.mjs $(ARGS)

fuzz: setup
	@tests/fuzz/run.sh

# The first 400 calls of every class, each with every fault: about an hour.
faults: setup
	@$(MAKE) -s -j2 all
	@FAULTS=all node tests/gen/fault.test.mjs

lint: setup
	@B='$(B)' tools/lint.sh
generated: $(B)/gen/schema.c $(K)/.ready
lint-flags:
	@echo '-std=gnu11 $(DEFS) $(INC) -Idynamic -Igenerator $(PKG_CFLAGS) $(filter-out -DPREFIX%,$(KORE_DEFS)) $(KORE_INC)'

format:
	clang-format -i $(LIB_SRC) $(GEN_SRC) $(DYN_SRC) $(wildcard lib/*.h generator/*.h \
	    dynamic/*.h dynamic/*/*.h tests/unit/*.[ch] tests/bench/*.c)

PREFIX	?= /usr/local
install: all
	@B='$(B)' PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' tools/install.sh

clean:
	rm -rf build

-include $(wildcard $(B)/o/*/*.d $(B)/o/*/*/*.d)
