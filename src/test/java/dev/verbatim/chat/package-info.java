/** Tests of the chat room over real sockets, with a scripted storage and LLM on the bus that keep the contract's promises. */
@NullMarked
package dev.verbatim.chat;

import org.jspecify.annotations.NullMarked;
