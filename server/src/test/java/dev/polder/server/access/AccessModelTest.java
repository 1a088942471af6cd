package dev.polder.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.server.access.AccessServer.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Long sequences of whatever anybody may try, against a model that fits on a page. */
class AccessModelTest {
    private static final int STEPS = 400;
    private static final List<String> PEOPLE = List.of("ada", "gus", "olga", "oscar", "dev", "mark", "ana", "vic");
    private static final Set<String> DECIDERS = Set.of("ada", "olga", "oscar");
    private static final List<String> PURPOSES = List.of("marketing", "fraud");

    /** A request as it should be. */
    private static final class Request {
        final String id;
        final String who;
        final String purpose;
        final Optional<Request> renews;
        final Instant until;
        String state = "requested";

        Request(String id, String who, String purpose, Optional<Request> renews, Instant until) {
            this.id = id;
            this.who = who;
            this.purpose = purpose;
            this.renews = renews;
            this.until = until;
        }

        boolean isSeenBy(String name) {
            return name.equals(who)
                    || Set.of("ada", "gus", "olga", "oscar", "dev").contains(name);
        }

        String state(Instant now) {
            return state.equals("active") && !now.isBefore(until) ? "expired" : state;
        }
    }

    private final List<Request> requests = new ArrayList<>();
    private AccessServer server;

    @Test
    void everySequenceOfActionsLeadsWhereTheModelSays() {
        long seed = Long.getLong("polder.seed", System.nanoTime());
        Random random = new Random(seed);
        try (AccessServer started = new AccessServer()) {
            server = started;
            server.reset();
            for (int step = 0; step < STEPS; step++) {
                String where = "seed " + seed + ", step " + step;
                act(random, where);
                check(random, where);
            }
        }
    }

    private Instant now() {
        return server.clock.instant();
    }

    private void act(Random random, String where) {
        String who = PEOPLE.get(random.nextInt(PEOPLE.size()));
        int kind = random.nextInt(10);
        if (kind == 0) {
            server.clock.pass(Duration.ofHours(random.nextInt(30)));
        } else if (kind <= 2 || requests.isEmpty()) {
            ask(who, PURPOSES.get(random.nextInt(2)), where);
        } else {
            // Of the last ones, so that most of them can still be changed.
            int from = Math.max(0, requests.size() - 6);
            Request request = requests.get(from + random.nextInt(requests.size() - from));
            switch (random.nextInt(5)) {
                case 0, 1 -> decide(who, request, "approve", where);
                case 2 -> decide(who, request, "refuse", where);
                case 3 -> end(who, request, random.nextBoolean() ? "withdraw" : "revoke", where);
                default -> renew(who, request, where);
            }
        }
    }

    private Optional<Request> open(String who, String purpose) {
        return requests.stream()
                .filter(request ->
                        request.state.equals("requested") && request.who.equals(who) && request.purpose.equals(purpose))
                .findFirst();
    }

    private void ask(String who, String purpose, String where) {
        Instant until = now().plus(Duration.ofDays(2));
        Optional<Request> open = open(who, purpose);

        Answer answer = server.ask(who, "purpose", purpose, "until", until.toString());

        if (open.isPresent()) {
            boolean isSame = open.get().renews.isEmpty();
            assertThat(answer.status()).as(where).isEqualTo(isSame ? 200 : 409);
        } else {
            assertThat(answer.status()).as(where).isEqualTo(201);
            requests.add(new Request(answer.id(), who, purpose, Optional.empty(), until));
        }
    }

    private void decide(String who, Request request, String action, String where) {
        Answer answer = server.act(who, request.id, action, Map.of("reason", who));

        boolean isOver = action.equals("approve") && !now().isBefore(request.until);
        if (!request.isSeenBy(who)) {
            assertThat(answer.status()).as(where).isEqualTo(404);
        } else if (!DECIDERS.contains(who)) {
            assertThat(answer.status()).as(where).isEqualTo(403);
        } else if (!request.state.equals("requested")) {
            // The same once more is no conflict for the one who decided so.
            assertThat(answer.status()).as(where).isIn(200, 409);
        } else if (isOver) {
            assertThat(answer.code()).as(where).isEqualTo("USAGE");
        } else {
            assertThat(answer.status()).as(where + answer.body()).isEqualTo(200);
            request.state = action.equals("approve") ? "active" : "refused";
            if (action.equals("approve")) {
                request.renews.ifPresent(old -> old.state = "renewed");
            }
        }
    }

    private void end(String who, Request request, String action, String where) {
        Answer answer = server.act(who, request.id, action);

        boolean own = who.equals(request.who) || who.equals("ada");
        boolean may = own || action.equals("revoke") && DECIDERS.contains(who);
        if (!request.isSeenBy(who)) {
            assertThat(answer.status()).as(where).isEqualTo(404);
        } else if (!may) {
            assertThat(answer.status()).as(where).isEqualTo(403);
        } else if (action.equals("withdraw") && request.state.equals("requested")) {
            assertThat(answer.status()).as(where).isEqualTo(200);
            request.state = "withdrawn";
        } else if (action.equals("revoke") && request.state.equals("active")) {
            assertThat(answer.status()).as(where).isEqualTo(200);
            request.state = "revoked";
            requests.stream()
                    .filter(other -> other.state.equals("requested") && other.renews.equals(Optional.of(request)))
                    .forEach(other -> other.state = "closed");
        } else {
            assertThat(answer.status()).as(where).isIn(200, 409);
        }
    }

    private void renew(String who, Request request, String where) {
        Instant until = now().plus(Duration.ofDays(3));
        Answer answer = server.act(who, request.id, "renew", Map.of("until", until.toString()));

        if (!request.isSeenBy(who)) {
            assertThat(answer.status()).as(where).isEqualTo(404);
        } else if (!who.equals(request.who) && !who.equals("ada")) {
            assertThat(answer.status()).as(where).isEqualTo(403);
        } else if (answer.status() == 201) {
            assertThat(request.state).as(where).isEqualTo("active");
            // An admin who asks for it asks in their own name.
            Request renewal = new Request(answer.id(), request.who, request.purpose, Optional.of(request), until);
            assertThat(open(request.who, request.purpose)).as(where).isEmpty();
            requests.add(renewal);
        } else {
            assertThat(answer.status()).as(where).isIn(200, 409);
        }
    }

    private void check(Random random, String where) {
        Instant now = now();
        for (Request request : requests.subList(Math.max(0, requests.size() - 3), requests.size())) {
            assertThat(server.get("ada", "/v1/access-requests/" + request.id).state())
                    .as(where)
                    .isEqualTo(request.state(now));
        }
        String who = PEOPLE.get(5 + random.nextInt(3));
        for (String purpose : PURPOSES) {
            boolean granted = requests.stream()
                    .anyMatch(request -> request.who.equals(who)
                            && request.purpose.equals(purpose)
                            && request.state(now).equals("active"));
            assertThat(server.mayRead(who, purpose)).as(where + " " + who).isEqualTo(granted);
        }
    }
}
