/** The terminal client, frame by frame. */
package dev.verbatim.cli.chat;
