/**
 * The only room that talks SQL: messages, replies, attempts and usage in Postgres, committed in batches, and the facts that follow from it.
 *
 * <p>A batch is one autocommitted call of a database function ({@code db/migration}), which takes its locks in the order rooms, replies,
 * each by id, and decides everything about a row: new, repeated, fenced, refused. Java carries arrays in and rows out, and publishes.
 *
 * <p>Each instance has a {@link dev.verbatim.storage.Lane} with a connection of its own per kind of write (accept, claim, end, beat), so
 * that what is stuck in one holds up the others for a moment at most, and one lane of several connections for reads. Lanes that write in
 * batches take {@linkplain dev.verbatim.storage.FewAtOnce turns}, one call at a time by default; beats and reads do not. Within a lane a room's asks are
 * committed in the order in which they came, and its facts are published in the order of their revs. Between lanes (an accept and an end
 * of the same room) facts may be published out of order: consumers go by {@code rev}. A fact is published once, unless the acknowledgement of
 * an ending's commit was lost and another instance is asked again: then twice rather than never.
 *
 * <p>A message may bring the offer of an LLM verticle to run its reply ({@link dev.verbatim.contract.ClaimOffer}): one that need not wait is
 * claimed in the message's own commit, and the owner is told before anybody else.
 *
 * <p>While the database is unreachable every ask, endings included, fails at once with {@code storage_unavailable}; whoever asked keeps what
 * it has and asks again: every ask may be repeated (a message by clientId, a claim by claimId, an end by epoch). What was under way when the
 * database went is retried for one statement timeout. After an outage endings, claims and renewals are admitted at once, sends and
 * sweeps one heartbeat later.
 *
 * <p>Thread: everything of an instance runs on its verticle's event loop; nothing blocks. Lifecycle: connections are opened when first
 * needed and again after they are lost; undeploying finishes what is queued, then closes them. Must not: call other rooms, hold a
 * transaction open across an ask, or run a migration.
 */
@NullMarked
package dev.verbatim.storage;

import org.jspecify.annotations.NullMarked;
