/*
 * plugin_test.h - the test kit of plugins: `sitegen plugin test NAME` (docs/plugins.md).
 */
#ifndef GEN_PLUGIN_TEST_H
#define GEN_PLUGIN_TEST_H

/* plugin test [-c CONF] [NAME...]: run the cases of plugins/tests/NAME.lua, of every plugin
 * that has some when none is named. Exit status 0: all passed; 1; 2 wrong arguments. */
int plugin_cmd(int argc, char **argv);

#endif
