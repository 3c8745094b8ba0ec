/**
 * The HTTP API below {@code /api} for programs that bring a token: who asks, what is asked and how it is answered. On the event loop of the chat verticle
 * whose connection it is; stateless but for what a request holds. It owns no data: every answer is storage's. It never serves pages or the chat itself.
 */
@NullMarked
package dev.verbatim.chat.api;

import org.jspecify.annotations.NullMarked;
