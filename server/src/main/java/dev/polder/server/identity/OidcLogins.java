package dev.polder.server.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.OidcConfig;
import dev.polder.server.identity.Changes.What;
import dev.polder.server.identity.User.Provided;
import dev.polder.server.identity.User.Subject;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * People of an organisation, who show tokens of its provider. Whoever comes for the first time becomes a user; what their groups mean
 * is noted from every token that was issued later than the last, and counts for all tokens of theirs alike. A checked token is
 * remembered, until it ends and no longer than {@link #KEPT}.
 */
final class OidcLogins {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST_KEPT = 20_000;
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    /** @param session under which uses of the token are noted */
    record Login(Principal principal, String session) {}

    private record Checked(String user, Instant until) {}

    private final OidcConfig config;
    private final OidcVerifier verifier;
    private final Directory directory;
    private final Changes changes;
    private final Clock clock;
    private final Map<TokenDigest, Checked> checked = new ConcurrentHashMap<>();

    OidcLogins(OidcConfig config, Directory directory, Changes changes, Clock clock) {
        this.config = config;
        this.verifier = new OidcVerifier(config, clock);
        this.directory = directory;
        this.changes = changes;
        this.clock = clock;
    }

    /** Whether a token has the form of such a one. */
    static boolean isOne(String token) {
        return token.startsWith("eyJ") && token.indexOf('.') > 0;
    }

    /** From memory alone. */
    Optional<Login> known(String token) {
        Checked found = checked.get(TokenDigest.of(token));
        if (found == null || !clock.instant().isBefore(found.until())) {
            return Optional.empty();
        }
        return directory
                .atHand()
                .flatMap(snapshot -> snapshot.principal(found.user()))
                .map(principal -> new Login(principal, session(principal.name())));
    }

    /** @throws OidcRefusal when nobody may be let in for it */
    Login verify(String token) throws OidcRefusal {
        JWTClaimsSet claims = verifier.verify(token);
        String user = user(claims, said(claims));
        Snapshot now = directory.now();
        Principal principal = now.principal(user).orElseThrow(() -> new OidcRefusal(user, now.absence(user)));
        Instant until = claims.getExpirationTime().toInstant();
        Instant recheck = clock.instant().plus(KEPT);
        if (checked.size() >= MOST_KEPT) {
            checked.values().removeIf(old -> !clock.instant().isBefore(old.until()));
        }
        if (checked.size() < MOST_KEPT) {
            checked.put(TokenDigest.of(token), new Checked(user, until.isBefore(recheck) ? until : recheck));
        }
        return new Login(principal, session(user));
    }

    private Provided said(JWTClaimsSet claims) throws OidcRefusal {
        Instant at = claims.getIssueTime().toInstant();
        Instant now = clock.instant();
        if (at.isAfter(now.plus(CLOCK_SKEW))) {
            throw new OidcRefusal("-", "The provider's token was issued later than now");
        }
        Set<String> groups = groups(claims);
        Set<String> teams = new TreeSet<>();
        groups.stream().map(config.teams()::get).filter(team -> team != null).forEach(teams::add);
        Subject subject = new Subject(claims.getIssuer(), claims.getSubject());
        return new Provided(subject, teams, roles(groups), at);
    }

    private static String session(String user) {
        return "oidc " + user;
    }

    private Set<MeshRole> roles(Set<String> groups) {
        Set<MeshRole> roles = EnumSet.noneOf(MeshRole.class);
        if (groups.stream().anyMatch(config.adminGroups()::contains)) {
            roles.add(MeshRole.ADMIN);
        }
        if (groups.stream().anyMatch(config.governanceGroups()::contains)) {
            roles.add(MeshRole.GOVERNANCE);
        }
        return roles;
    }

    private Set<String> groups(JWTClaimsSet claims) {
        Object claim = claims.getClaim(config.groupsClaim());
        Set<String> groups = new HashSet<>();
        if (claim instanceof Collection<?> many) {
            many.forEach(group -> groups.add(String.valueOf(group)));
        } else if (claim instanceof String one) {
            groups.add(one);
        }
        return groups;
    }

    /** The user whom the provider's subject is here; a new one on first sight. */
    private String user(JWTClaimsSet claims, Provided said) throws OidcRefusal {
        Optional<User> known = directory.now().user(said.subject());
        if (known.isEmpty()) {
            return welcome(claims, said);
        }
        note(known.get().name(), known.get().provided().orElseThrow(), said);
        return known.get().name();
    }

    private void note(String user, Provided known, Provided said) {
        Provided now = known.and(said);
        if (now.equals(known)) {
            return;
        }
        // Saying the same again is kept for when it matters, and not made everybody read everything again.
        boolean matters = !now.meansTheSameAs(known)
                || clock.instant()
                        .isAfter(known.at().plus(config.terms().groups().dividedBy(2)));
        if (matters) {
            Map<String, String> details = Map.of(
                    "teams", new TreeSet<>(now.teams()).toString(), "roles", new TreeSet<>(now.roles()).toString());
            changes.makeIf(
                    self(user),
                    new What("user.groups", user, details),
                    (handle, store) -> store.note(handle, user, said));
        } else {
            changes.store().database().useTransaction(handle -> changes.store().note(handle, user, said));
        }
    }

    private String welcome(JWTClaimsSet claims, Provided said) throws OidcRefusal {
        String name = name(claims);
        if (!AccountName.isPossible(name)) {
            throw new OidcRefusal(
                    "-",
                    "The claim " + config.nameClaim() + " of the provider's token is missing or no name for a user");
        }
        User user = new User(name, Kind.PERSON, title(claims), false, Set.of(), Optional.of(said), clock.instant());
        try {
            changes.make(
                    self(name),
                    new What(
                            "user.add",
                            name,
                            Map.of("teams", new TreeSet<>(said.teams()).toString(), "by", "provider")),
                    (handle, store) -> {
                        // Somebody else's name would bring what was granted to it.
                        if (store.isTaken(handle, name) || store.isKnown(handle, said.subject())) {
                            throw new PolderException(Code.ALREADY_EXISTS, "taken", "");
                        }
                        store.add(handle, user, "oidc");
                    });
        } catch (PolderException e) {
            // Another request of the same person may have been first.
            if (e.code() != Code.ALREADY_EXISTS) {
                throw e;
            }
            Optional<User> first = directory.look().user(said.subject());
            if (first.isEmpty()) {
                throw new OidcRefusal(
                        "-", "There is, or was, another user '" + name + "', or the person was removed", e);
            }
            return first.get().name();
        }
        return name;
    }

    private static Principal self(String name) {
        return new Principal(name, Kind.PERSON, Set.of(), Set.of(), Map.of());
    }

    private String name(JWTClaimsSet claims) {
        return text(claims, config.nameClaim()).orElse("").toLowerCase(Locale.ROOT);
    }

    private static Optional<String> title(JWTClaimsSet claims) {
        return text(claims, "name").filter(title -> title.length() <= 200);
    }

    private static Optional<String> text(JWTClaimsSet claims, String claim) {
        try {
            return Optional.ofNullable(claims.getStringClaim(claim));
        } catch (ParseException e) {
            return Optional.empty();
        }
    }
}
