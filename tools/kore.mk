# Kore, and the program that holds it. Debian's package `kore` brings the sources
# of 4.1.0; they are copied, patched by dynamic/edge/patches (each patch says what,
# why and its state upstream) and compiled with the very same KORE_DEFS as
# dynamic/edge/: another set would give struct http_request another layout. The
# build stops when the version is another one or a patch does not apply.

KORE_SRC	= /usr/share/kore
KORE_VERSION	= 4.1.0
KORE_PATCHES	= $(sort $(wildcard dynamic/edge/patches/*.patch))
K		= $(B)/kore
KORE_FILES	= accesslog auth buf config connection domain filemap fileref http json \
		  keymgr kore linux mem module msg net pool runtime seccomp tasks timer \
		  utils validator websocket worker version
KORE_DEFS	= -DKORE_SINGLE_BINARY -DKORE_USE_TASKS -DPREFIX='"/usr"' \
		  -DSECCOMP_KILL_POLICY=SECCOMP_RET_KILL_PROCESS
KORE_INC	= -isystem $(K)/include -isystem $(K)/include/kore -isystem $(K)/gen
KORE_OBJ	= $(KORE_FILES:%=$(B)/o/kore/%.o)
EDGE_OBJ	= $(call obj,$(EDGE))

$(K)/.ready: $(KORE_PATCHES) tools/kore.mk
	@grep -qx '$(KORE_VERSION)' $(KORE_SRC)/RELEASE || { \
	    echo "tools/kore.mk: needs Kore $(KORE_VERSION) in $(KORE_SRC)" >&2; exit 1; }
	@rm -rf $(K)
	@mkdir -p $(K)/gen
	@cp -r $(KORE_SRC)/src $(KORE_SRC)/include $(KORE_SRC)/misc $(K)/
	@chmod -R u+w $(K)
	@for p in $(KORE_PATCHES); do \
	    patch --quiet --fuzz=0 -p1 -d $(K) < $$p || { \
	    echo "tools/kore.mk: $$p does not apply" >&2; exit 1; }; done
	@$(K)/misc/linux-platform.sh > $(K)/gen/platform.h
	@echo 'const char *kore_version = "$(KORE_VERSION)";' > $(K)/src/version.c
	@touch $@

# Kore's own warnings are Kore's.
$(B)/o/kore/%.o: $(K)/.ready
	@mkdir -p $(@D)
	@echo "  CC   kore/$*.c"
	@$(CC) -std=gnu11 $(OPT) $(SAN) -fPIE -fno-omit-frame-pointer $(if $(SAN),,$(HARDEN)) \
	    $(DEFS) $(XDEFS) $(KORE_DEFS) $(KORE_INC) -w -c $(K)/src/$*.c -o $@

$(B)/o/dynamic/edge/%.o: dynamic/edge/%.c $(K)/.ready
	@mkdir -p $(@D)
	@echo "  CC   $<"
	@$(CC) $(CFLAGS) $(KORE_DEFS) $(KORE_INC) -Idynamic -c $< -o $@

$(B)/portal: $(EDGE_OBJ) $(KORE_OBJ) $(B)/libdynamic.a $(B)/libjy.a
	@echo "  LD   $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIB_LIBS) $(PORTAL_LIBS)

docs/routes.md: $(B)/portal
	@{ echo '# Routes'; echo; \
	   echo 'Made by `make docs/routes.md` from the one table that decides access.'; echo; \
	   $(B)/portal --routes --markdown; } > $@
