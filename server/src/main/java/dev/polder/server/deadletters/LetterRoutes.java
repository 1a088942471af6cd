package dev.polder.server.deadletters;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.deadletters.LetterAccess.Wish;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.PageRequest;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.ingest.PortLookup;
import dev.polder.server.ingest.PortPath;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code …/ports/{port}/dead-letters}. */
final class LetterRoutes implements Routes {
    private static final String PORT = "/v1/domains/{domain}/products/{product}/ports/{port}";
    private static final int LONGEST_REASON = 500;
    private static final int MOST_SHOWN = 100;
    private static final int REPLAY_LIMIT = 20_000;
    private static final int DISCARD_LIMIT = 200_000;

    private final LetterService service;
    private final LetterActions actions;
    private final LetterAccess access;

    LetterRoutes(LetterService service, LetterActions actions, LetterAccess access) {
        this.service = service;
        this.actions = actions;
        this.access = access;
    }

    /** What both bodies say about which letters are meant. */
    private interface Choice {
        Optional<List<String>> ids();

        Optional<String> group();

        Optional<String> code();

        Optional<String> field();

        Optional<String> since();

        Optional<Boolean> all();

        Optional<String> after();

        Optional<Integer> limit();

        default Selection selection(int most) {
            int wanted = limit().orElse(most);
            if (wanted < 1 || wanted > most) {
                throw new PolderException(
                        Code.USAGE, "limit is " + wanted, "Give a number from 1 to " + most + ", or none");
            }
            return new Selection(
                    ids().orElse(List.of()).stream().map(LetterId::parse).toList(),
                    group(),
                    code(),
                    field(),
                    since().map(LetterRoutes::instant),
                    all().orElse(false),
                    after().map(LetterId::parse),
                    wanted);
        }
    }

    private record ReplayBody(
            Optional<List<String>> ids,
            Optional<String> group,
            Optional<String> code,
            Optional<String> field,
            Optional<String> since,
            Optional<Boolean> all,
            Optional<String> after,
            Optional<Integer> limit,
            Optional<Boolean> dryRun,
            Optional<JsonNode> patch)
            implements Choice {}

    private record DiscardBody(
            Optional<List<String>> ids,
            Optional<String> group,
            Optional<String> code,
            Optional<String> field,
            Optional<String> since,
            Optional<Boolean> all,
            Optional<String> after,
            Optional<Integer> limit,
            Optional<Boolean> dryRun,
            Optional<String> reason)
            implements Choice {}

    private record Letters(List<LetterService.LetterBody> items) {}

    @Override
    public void register(Router router) {
        router.get(PORT + "/dead-letters", this::list, Access.DEVELOPER);
        router.get(PORT + "/dead-letters/{letter}", Caller.recordsRefusals(this::show), Access.DEVELOPER);
        router.get(PORT + "/dead-letter-groups/{group}", Caller.recordsRefusals(this::newest), Access.DEVELOPER);
        router.post(PORT + "/dead-letters:replay", Caller.recordsRefusals(this::replay), Access.DEVELOPER);
        router.post(PORT + "/dead-letters:discard", Caller.recordsRefusals(this::discard), Access.DEVELOPER);
    }

    private void list(Context context) {
        Optional<String> bucket = Optional.ofNullable(context.queryParam("bucket"));
        if (bucket.isPresent() && !List.of("hour", "day").contains(bucket.get())) {
            throw new PolderException(Code.USAGE, "bucket is '" + bucket.get() + "'", "Give hour or day");
        }
        LetterService.Question question = new LetterService.Question(
                Optional.ofNullable(context.queryParam("since")).map(LetterRoutes::instant),
                Optional.ofNullable(context.queryParam("code")),
                Optional.ofNullable(context.queryParam("field")),
                bucket);
        Json.write(context, service.list(target(context), question, PageRequest.of(context)));
    }

    private void show(Context context) {
        LetterId id = LetterId.parse(context.pathParam("letter"));
        PortLookup.Provisioned target = target(context);
        access.check(Caller.of(context), target.port(), Wish.READ);
        if ("application/octet-stream".equals(context.header("Accept"))) {
            context.contentType("application/octet-stream").result(service.raw(target, id));
        } else {
            Json.write(context, service.show(target, id));
        }
    }

    private void newest(Context context) {
        String count = Optional.ofNullable(context.queryParam("newest")).orElse("1");
        if (!count.matches("\\d{1,3}") || Integer.parseInt(count) < 1 || Integer.parseInt(count) > MOST_SHOWN) {
            throw new PolderException(Code.USAGE, "newest is '" + count + "'", "Give a number from 1 to " + MOST_SHOWN);
        }
        List<LetterState> states = Optional.ofNullable(context.queryParam("state"))
                .map(LetterRoutes::state)
                .map(List::of)
                .orElse(List.of());
        PortLookup.Provisioned target = target(context);
        access.check(Caller.of(context), target.port(), Wish.READ);
        Json.write(
                context,
                new Letters(service.newest(target, context.pathParam("group"), states, Integer.parseInt(count))));
    }

    private void replay(Context context) {
        ReplayBody body = Json.read(context, ReplayBody.class);
        Selection selection = body.selection(REPLAY_LIMIT);
        Optional<JsonPatch> patch = body.patch().filter(node -> !node.isNull()).map(JsonPatch::new);
        PortLookup.Provisioned target = target(context);
        Principal principal = Caller.of(context);
        access.check(principal, target.port(), Wish.REPLAY);
        Json.write(
                context,
                body.dryRun().orElse(false)
                        ? actions.tryReplay(target, selection, patch)
                        : actions.replay(target, selection, patch, principal.name()));
    }

    private void discard(Context context) {
        DiscardBody body = Json.read(context, DiscardBody.class);
        Selection selection = body.selection(DISCARD_LIMIT);
        String reason = body.reason().map(String::strip).orElse("");
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw new PolderException(
                    Code.USAGE,
                    "The reason is missing or longer than " + LONGEST_REASON + " characters",
                    "Say in a sentence why these records may be forgotten");
        }
        PortLookup.Provisioned target = target(context);
        Principal principal = Caller.of(context);
        access.check(principal, target.port(), Wish.DISCARD);
        Json.write(
                context,
                body.dryRun().orElse(false)
                        ? actions.tryDiscard(target.port(), selection)
                        : actions.discard(target.port(), selection, reason, principal.name()));
    }

    private PortLookup.Provisioned target(Context context) {
        PortPath path = PortPath.of(context);
        return service.target(path.address(), path.major());
    }

    private static LetterState state(String text) {
        return Arrays.stream(LetterState.values())
                .filter(state -> state.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new PolderException(
                        Code.USAGE, "state is '" + text + "'", "Give waiting, replayed, discarded or truncated"));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new PolderException(
                    Code.USAGE, "'" + text + "' is no time", "Write it as 2026-01-31T10:00:00Z (ISO-8601)", e);
        }
    }
}
