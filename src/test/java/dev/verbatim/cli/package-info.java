/** The command line, typed as people and scripts do. */
package dev.verbatim.cli;
