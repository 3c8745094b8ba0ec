/**
 * The only room that sees all others: reads the settings, builds the graph, deploys it from the bottom up and takes it down in the order
 * of the drain. Runs on the main thread, which may block here and nowhere else. It owns no rule of chat, models or storage.
 */
@NullMarked
package dev.verbatim.boot;

import org.jspecify.annotations.NullMarked;
