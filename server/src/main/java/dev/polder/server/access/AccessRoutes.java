package dev.polder.server.access;

import dev.polder.core.access.Principal;
import dev.polder.core.access.Purpose;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.NamedPort;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.AccessRequest.State;
import dev.polder.server.access.Asking.Asked;
import dev.polder.server.access.PostgresAccessStore.Event;
import dev.polder.server.access.PostgresAccessStore.Position;
import dev.polder.server.access.PostgresAccessStore.Question;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Page;
import dev.polder.server.http.PageRequest;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** {@code /v1/access-requests}: everybody may call them; who may see and do what depends on the request. */
final class AccessRoutes implements Routes {
    private static final String REQUESTS = "/v1/access-requests";
    private static final int LONGEST_KEY = 200;
    /** As many grants are looked at for problems. */
    private static final int MOST_JUDGED = 10_000;

    private final AccessReading reading;
    private final Asking asking;
    private final Deciding deciding;
    private final Ending ending;
    private final GrantProblems problems;
    private final Clock clock;

    AccessRoutes(
            AccessReading reading,
            Asking asking,
            Deciding deciding,
            Ending ending,
            GrantProblems problems,
            Clock clock) {
        this.reading = reading;
        this.asking = asking;
        this.deciding = deciding;
        this.ending = ending;
        this.problems = problems;
        this.clock = clock;
    }

    private record WishBody(
            Optional<String> port,
            Optional<String> purpose,
            Optional<String> until,
            Optional<List<String>> columns,
            Optional<String> team,
            Optional<String> product,
            Optional<String> reason) {}

    private record RenewBody(Optional<String> until, Optional<String> reason) {}

    private record ReasonBody(Optional<String> reason) {}

    private record ConditionsBody(
            Optional<List<String>> columns,
            Optional<List<String>> rowFilters,
            Optional<JsonNode> masks,
            Optional<String> until,
            Optional<String> reason) {}

    private record EventBody(Instant at, String principal, String action, Map<String, String> details) {}

    private record HistoryBody(List<EventBody> items) {}

    @Override
    public void register(Router router) {
        router.post(REQUESTS, this::ask, Access.CONSUMER);
        router.get(REQUESTS, this::list, Access.CONSUMER);
        router.get(REQUESTS + "/{id}", this::show, Access.CONSUMER);
        router.get(REQUESTS + "/{id}/history", this::history, Access.CONSUMER);
        router.post(REQUESTS + "/{id}:approve", Caller.recordsRefusals(this::approve), Access.CONSUMER);
        router.post(REQUESTS + "/{id}:refuse", Caller.recordsRefusals(this::refuse), Access.CONSUMER);
        router.post(REQUESTS + "/{id}:withdraw", Caller.recordsRefusals(this::withdraw), Access.CONSUMER);
        router.post(REQUESTS + "/{id}:renew", Caller.recordsRefusals(this::renew), Access.CONSUMER);
        router.post(REQUESTS + "/{id}:revoke", Caller.recordsRefusals(this::revoke), Access.CONSUMER);
    }

    private void ask(Context context) {
        WishBody body = Json.read(context, WishBody.class);
        Wish wish = new Wish(
                NamedPort.parse(required(body.port(), "port")).address(),
                new Purpose(required(body.purpose(), "purpose")),
                instant(required(body.until(), "until")),
                body.columns().map(AccessRoutes::names),
                body.team(),
                body.product().map(ProductAddress::parse),
                body.reason());
        answer(context, asking.ask(Caller.of(context), wish, key(context)));
    }

    private void renew(Context context) {
        RenewBody body = Json.read(context, RenewBody.class);
        answer(
                context,
                asking.renew(
                        Caller.of(context),
                        id(context),
                        instant(required(body.until(), "until")),
                        body.reason(),
                        key(context)));
    }

    private void approve(Context context) {
        ConditionsBody body = Json.read(context, ConditionsBody.class);
        Conditions conditions = new Conditions(
                body.columns().map(AccessRoutes::names),
                body.rowFilters(),
                body.masks().filter(masks -> !masks.isNull()).map(MaskJson::read),
                body.until().map(AccessRoutes::instant),
                body.reason());
        answer(context, deciding.approve(Caller.of(context), id(context), conditions));
    }

    private void refuse(Context context) {
        ReasonBody body = Json.read(context, ReasonBody.class);
        answer(context, deciding.refuse(Caller.of(context), id(context), body.reason()));
    }

    private void withdraw(Context context) {
        answer(context, ending.withdraw(Caller.of(context), id(context)));
    }

    private void revoke(Context context) {
        ReasonBody body = Json.read(context, ReasonBody.class);
        answer(context, ending.revoke(Caller.of(context), id(context), body.reason()));
    }

    private void show(Context context) {
        answer(context, reading.seen(Caller.of(context), id(context)));
    }

    private void history(Context context) {
        List<Event> events = reading.history(Caller.of(context), id(context));
        Json.write(
                context,
                new HistoryBody(events.stream()
                        .map(event -> new EventBody(event.at(), event.principal(), event.action(), event.details()))
                        .toList()));
    }

    private void list(Context context) {
        Principal principal = Caller.of(context);
        PageRequest page = PageRequest.of(context);
        Instant now = clock.instant();
        boolean onlyProblems = flag(context, "problems");
        Optional<Instant> soon = parameter(context, "expiringWithin").map(text -> now.plus(duration(text)));
        Question question = new Question(
                principal,
                flag(context, "mine"),
                parameter(context, "port").map(PortAddress::parse),
                parameter(context, "domain").map(DomainName::new),
                onlyProblems || soon.isPresent()
                        ? Optional.of(State.ACTIVE)
                        : parameter(context, "state").map(AccessRoutes::state),
                soon);
        Optional<Position> after = page.after().map(AccessRoutes::position);
        Page<AccessBody> answer = onlyProblems
                ? new Page<>(
                        reading.list(question, after, MOST_JUDGED).stream()
                                .map(request -> body(request, now))
                                .filter(body -> body.problem().isPresent())
                                .limit(page.size())
                                .toList(),
                        Optional.empty())
                : Page.of(
                                reading.list(question, after, page.size() + 1),
                                page,
                                request -> request.createdAt() + " " + request.id())
                        .map(request -> body(request, now));
        Json.write(context, answer);
    }

    private AccessBody body(AccessRequest request, Instant now) {
        return AccessBody.of(request, now, problems.of(request, now));
    }

    private void answer(Context context, AccessRequest request) {
        Json.write(context, body(request, clock.instant()));
    }

    private void answer(Context context, Asked asked) {
        Json.write(context, asked.isNew() ? 201 : 200, body(asked.request(), clock.instant()));
    }

    /** What cannot be an id is one that nobody has. */
    private static UUID id(Context context) {
        String id = context.pathParam("id");
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new PolderException(
                    Code.NOT_FOUND,
                    "There is no access request of that id",
                    "See those that you may: polder access list",
                    e);
        }
    }

    private static Optional<String> key(Context context) {
        Optional<String> key = Optional.ofNullable(context.header("Idempotency-Key"));
        if (key.filter(text -> text.isBlank() || text.length() > LONGEST_KEY).isPresent()) {
            throw new PolderException(
                    Code.USAGE,
                    "The Idempotency-Key is empty or longer than " + LONGEST_KEY + " characters",
                    "Send a UUID, a new one for each request");
        }
        return key;
    }

    private static Set<String> names(List<String> columns) {
        return Set.copyOf(Set.of(columns.stream().distinct().toArray(String[]::new)));
    }

    private static String required(Optional<String> value, String name) {
        return value.filter(text -> !text.isBlank())
                .orElseThrow(() -> new PolderException(
                        Code.BODY_INVALID, "The body has no " + name, "See /openapi.yaml for what this route takes"));
    }

    private static Optional<String> parameter(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isEmpty());
    }

    private static boolean flag(Context context, String name) {
        String value = parameter(context, name).orElse("false");
        if (!List.of("true", "false").contains(value)) {
            throw new PolderException(Code.USAGE, name + " is '" + value + "'", "Write true or false");
        }
        return value.equals("true");
    }

    private static State state(String text) {
        return Arrays.stream(State.values())
                .filter(state -> AccessBody.word(state).equals(text))
                .findFirst()
                .orElseThrow(() -> new PolderException(
                        Code.USAGE,
                        "state is '" + text + "'",
                        "Give one of "
                                + String.join(
                                        ", ",
                                        Arrays.stream(State.values())
                                                .map(state -> state.name().toLowerCase(Locale.ROOT))
                                                .toList())));
    }

    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new PolderException(
                    Code.USAGE, "'" + text + "' is no point in time", "Write it as 2027-03-31T00:00:00Z", e);
        }
    }

    private static Duration duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (duration.isNegative() || duration.toDays() > 36_500) {
                throw new DateTimeException("out of range");
            }
            return duration;
        } catch (DateTimeException e) {
            throw new PolderException(Code.USAGE, "'" + text + "' is no duration", "Write it as P14D or PT12H", e);
        }
    }

    private static Position position(String text) {
        try {
            String[] parts = text.split(" ", 2);
            return new Position(Instant.parse(parts[0]), UUID.fromString(parts[1]));
        } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw PageRequest.unknownToken(e);
        }
    }
}
