package dev.polder.server.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.OidcConfig;
import dev.polder.server.identity.Changes.What;
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
 * People of an organisation, who show tokens of its provider. Whoever comes for the first time becomes a user; what their groups
 * mean is looked up in every token. A checked token is remembered, until it ends and no longer than {@link #KEPT}.
 */
final class OidcLogins {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST_KEPT = 20_000;

    /** @param session under which uses of the token are noted */
    record Login(Principal principal, String session) {}

    private static final class Checked {
        final String user;
        final Set<String> teams;
        final Set<MeshRole> roles;
        final Instant until;
        private volatile Resolved resolved;

        Checked(String user, Set<String> teams, Set<MeshRole> roles, Instant until) {
            this.user = user;
            this.teams = teams;
            this.roles = roles;
            this.until = until;
        }

        /** Who that is in a snapshot; empty when disabled. */
        Optional<Principal> in(Snapshot snapshot) {
            Resolved known = resolved;
            if (known == null || known.snapshot() != snapshot) {
                known = new Resolved(
                        snapshot,
                        snapshot.user(user)
                                .filter(found -> !found.disabled())
                                .map(found -> snapshot.principal(found, teams, roles)));
                resolved = known;
            }
            return known.principal();
        }
    }

    private record Resolved(Snapshot snapshot, Optional<Principal> principal) {}

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
        if (found == null || !clock.instant().isBefore(found.until)) {
            return Optional.empty();
        }
        return directory.atHand().flatMap(found::in).map(principal -> new Login(principal, session(principal.name())));
    }

    /** @throws OidcRefusal when nobody may be let in for it */
    Login verify(String token) throws OidcRefusal {
        JWTClaimsSet claims = verifier.verify(token);
        Set<String> groups = groups(claims);
        Set<String> teams = new TreeSet<>();
        groups.stream().map(config.teams()::get).filter(team -> team != null).forEach(teams::add);
        Set<MeshRole> roles = roles(groups);
        String user = user(claims, teams, roles);
        Instant until = claims.getExpirationTime().toInstant();
        Instant recheck = clock.instant().plus(KEPT);
        Checked found = new Checked(user, teams, roles, until.isBefore(recheck) ? until : recheck);
        Principal principal = found.in(directory.now())
                .orElseThrow(() -> new OidcRefusal(user, "The user '" + user + "' is disabled"));
        if (checked.size() >= MOST_KEPT) {
            Instant now = clock.instant();
            checked.values().removeIf(old -> !now.isBefore(old.until));
        }
        if (checked.size() < MOST_KEPT) {
            checked.put(TokenDigest.of(token), found);
        }
        return new Login(principal, session(user));
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
    private String user(JWTClaimsSet claims, Set<String> teams, Set<MeshRole> roles) throws OidcRefusal {
        Subject subject = new Subject(claims.getIssuer(), claims.getSubject());
        Optional<User> known = directory.now().user(subject);
        if (known.isEmpty()) {
            return welcome(subject, claims, teams, roles);
        }
        User user = known.get();
        if (!user.groupTeams().equals(teams) || !user.groupRoles().equals(roles)) {
            changes.make(
                    self(user.name()),
                    new What("user.groups", user.name(), Map.of("teams", teams.toString(), "roles", roles.toString())),
                    (handle, store) -> store.setGroups(handle, user.name(), teams, roles));
        }
        return user.name();
    }

    private String welcome(Subject subject, JWTClaimsSet claims, Set<String> teams, Set<MeshRole> roles)
            throws OidcRefusal {
        String name = name(claims);
        if (!AccountName.isPossible(name)) {
            throw new OidcRefusal(
                    "-",
                    "The claim " + config.nameClaim() + " of the provider's token is missing or no name for a user");
        }
        User user = new User(
                name, Kind.PERSON, title(claims), false, Set.of(), Optional.of(subject), teams, roles, clock.instant());
        try {
            changes.make(
                    self(name),
                    new What("user.add", name, Map.of("teams", teams.toString(), "by", "provider")),
                    (handle, store) -> {
                        // Somebody else's name would bring what was granted to it.
                        if (store.isTaken(handle, name)) {
                            throw new PolderException(Code.ALREADY_EXISTS, "taken", "");
                        }
                        store.add(handle, user, "oidc");
                    });
        } catch (PolderException e) {
            // Another request of the same person may have been first.
            if (e.code() != Code.ALREADY_EXISTS) {
                throw e;
            }
            if (directory.look().user(subject).isEmpty()) {
                throw new OidcRefusal("-", "There is, or was, another user '" + name + "'", e);
            }
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
