package dev.verbatim.storage;

import dev.verbatim.contract.AcceptMessage;
import dev.verbatim.contract.Accepted;
import dev.verbatim.contract.ChatMessage;
import dev.verbatim.contract.ClaimOffer;
import dev.verbatim.contract.ClaimReply;
import dev.verbatim.contract.EndStatus;
import dev.verbatim.contract.Failure;
import dev.verbatim.contract.FailureCode;
import dev.verbatim.contract.GrantedClaim;
import dev.verbatim.contract.MessagePosted;
import dev.verbatim.contract.OpenReply;
import dev.verbatim.contract.PendingReply;
import dev.verbatim.contract.ReplyRequested;
import dev.verbatim.contract.Role;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Users' messages into rooms, and the rows of their answers, claimed for who offers to run them. */
final class AcceptStore implements BatchCall<Proposal, Acceptance> {
    private static final long TRY_AGAIN_MS = 5_000;

    private final Facts facts;
    private final int maxOpen;
    private final Budgets budgets;
    private final Tenure tenure;
    private final AcceptSql sql;

    /**
     * None accepted yet.
     *
     * @param maxOpen replies that a room may have open
     * @param tenure of replies that are claimed with their messages
     */
    AcceptStore(Facts facts, int maxOpen, Budgets budgets, Tenure tenure) {
        this.facts = facts;
        this.maxOpen = maxOpen;
        this.budgets = budgets;
        this.tenure = tenure;
        this.sql = new AcceptSql(budgets.any());
    }

    @Override
    public Future<List<Settled<Acceptance>>> run(SqlConnection connection, List<Proposal> batch) {
        boolean offered = batch.stream().anyMatch(row -> row.message().offer() != null);
        return connection
                .preparedQuery(offered ? sql.withOffers() : sql.alone())
                .execute(
                        offered
                                ? parametersWithOffers(batch)
                                : parameters(batch).tuple())
                .map(rows -> settled(batch, rows));
    }

    @Override
    public Object subjectOf(Proposal ask) {
        return ask.message().room();
    }

    private Columns<Proposal> parameters(List<Proposal> batch) {
        Columns<Proposal> columns = new Columns<>(batch)
                .text(row -> row.message().room().tenant())
                .text(row -> row.message().room().roomId())
                .text(row -> row.message().author().userId())
                .text(row -> row.message().author().name())
                .text(row -> row.message().text())
                .text(row -> row.message().clientId())
                .bytes(Proposal::hash)
                .text(row -> row.message().model())
                .uuid(Proposal::messageId)
                .uuid(Proposal::replyId)
                .flag(row -> row.message().author().operator())
                .value(maxOpen);
        return budgets.any() ? budgets.add(columns) : columns;
    }

    private Tuple parametersWithOffers(List<Proposal> batch) {
        return parameters(batch)
                .then(offers(batch))
                .text(offer -> offer.map(ClaimOffer::asked).orElse(null))
                .uuid(offer -> offer.map(ClaimOffer::claimId).orElse(null))
                .text(offer -> offer.map(ClaimOffer::owner).orElse(null))
                .text(offer -> offer.map(ClaimOffer::provider).orElse(null))
                .text(offer -> offer.map(ClaimOffer::model).orElse(null))
                .integer(offer -> offer.map(ClaimOffer::maxMessages).orElse(null))
                .bigint(offer -> offer.map(ClaimOffer::maxBytes).orElse(null))
                .bigint(offer -> offer.map(ClaimOffer::inputPricePico).orElse(null))
                .bigint(offer -> offer.map(ClaimOffer::outputPricePico).orElse(null))
                .flag(offer -> offer.map(ClaimOffer::fallback).orElse(false))
                .value(tenure.leaseMs())
                .value(tenure.maxTakeovers())
                .tuple();
    }

    /** What is offered beyond the bound of a call of claims is left to be claimed by one of its own. */
    private static List<Optional<ClaimOffer>> offers(List<Proposal> batch) {
        AtomicInteger taken = new AtomicInteger();
        return batch.stream()
                .map(row -> Optional.ofNullable(row.message().offer()))
                .map(offer -> offer.filter(some -> taken.getAndIncrement() < LaneLimits.MAX_CLAIMS))
                .toList();
    }

    private List<Settled<Acceptance>> settled(List<Proposal> batch, RowSet<Row> rows) {
        List<Settled<Acceptance>> settled = new ArrayList<>(batch.size());
        RowIterator<Row> answers = rows.iterator();
        batch.forEach(proposal -> settled.add(settled(proposal, answers.next())));
        return settled;
    }

    private Settled<Acceptance> settled(Proposal proposal, Row row) {
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "accepted" -> accepted(proposal, row);
            case "duplicate" -> Settled.of(new Acceptance(answer(row, true, false), null));
            case "conflict" ->
                Settled.refused(FailureCode.CONFLICT, "This clientId stands for another message already.");
            case "forbidden" -> Settled.refused(FailureCode.FORBIDDEN, "Viewers of this room do not write.");
            case "at_capacity" ->
                Settled.refused(new Failure(
                        FailureCode.AT_CAPACITY, "Too many answers are awaited in this room.", TRY_AGAIN_MS));
            case "limit_exceeded" -> Settled.refused(Budgets.exceeded(row.getLong("reset_ms")));
            case "not_found" -> Settled.refused(FailureCode.NOT_FOUND, "There is no such room.");
            default -> throw new IllegalStateException("verbatim_accept said " + outcome);
        };
    }

    private Settled<Acceptance> accepted(Proposal proposal, Row row) {
        ClaimReply claim = claimed(proposal, row);
        Accepted answer = answer(row, false, claim != null);
        MessagePosted fact = new MessagePosted(
                proposal.message().room(), answer.rev(), message(proposal.message(), answer), answer.reply());
        if (claim == null) {
            return Settled.of(new Acceptance(answer, null), () -> facts.posted(fact));
        }
        return Settled.of(
                new Acceptance(answer, handover(proposal, answer, row)),
                () -> facts.posted(fact),
                () -> ClaimRows.announce(facts, claim, row));
    }

    /** The claim that was offered, if it holds. */
    private static @Nullable ClaimReply claimed(Proposal proposal, Row row) {
        ClaimOffer offer = proposal.message().offer();
        return offer != null && "claimed".equals(row.getString("claim_outcome"))
                ? offer.claimOf(proposal.message().room(), row.getUUID("reply_id"))
                : null;
    }

    private static ReplyRequested handover(Proposal proposal, Accepted answer, Row row) {
        ClaimOffer offer = Objects.requireNonNull(proposal.message().offer());
        OpenReply reply = Objects.requireNonNull(answer.reply());
        PendingReply pending = new PendingReply(
                proposal.message().room(), reply.replyId(), reply.seq(), reply.replyTo(), offer.asked());
        GrantedClaim granted = new GrantedClaim(ClaimRows.claim(row), offer.claimId(), offer.provider(), offer.model());
        return new ReplyRequested(pending, offer.slotId(), granted);
    }

    private static Accepted answer(Row row, boolean duplicate, boolean claimed) {
        return new Accepted(
                row.getUUID("message_id"),
                row.getLong("seq"),
                row.getLong("rev"),
                Rows.instant(row, "ts"),
                Rows.awaitedReply(row),
                duplicate,
                claimed);
    }

    private static ChatMessage message(AcceptMessage asked, Accepted answer) {
        return new ChatMessage(
                answer.messageId(),
                answer.seq(),
                answer.rev(),
                answer.rev(),
                Role.USER,
                asked.author().userId(),
                asked.author().name(),
                asked.text(),
                answer.ts(),
                EndStatus.COMPLETE,
                null,
                null,
                null,
                asked.clientId(),
                null,
                null,
                null,
                null,
                null,
                "",
                "");
    }
}
