package dev.verbatim.chat;

import dev.verbatim.chat.api.ModelOffer;
import dev.verbatim.chat.auth.KeyRing;
import dev.verbatim.chat.session.Drain;

/** What all chat verticles of one node share. Any thread. */
public record NodeServices(Drain drain, KeyRing keys, ModelOffer models) {}
