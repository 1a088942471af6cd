package dev.polder.server.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.OidcConfig;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Page;
import dev.polder.server.http.PageRequest;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code /v1/me}, {@code /v1/users}, {@code /v1/teams}. */
final class IdentityRoutes implements Routes {
    private static final String USER = "/v1/users/{user}";
    private static final String TEAM = "/v1/teams/{team}";

    private final Directory directory;
    private final UserService users;
    private final TeamService teams;
    private final AdminTokens admins;
    private final Optional<OidcConfig> oidc;

    IdentityRoutes(Directory directory, Changes changes, AdminTokens admins, Optional<OidcConfig> oidc) {
        this.directory = directory;
        this.users = new UserService(changes);
        this.teams = new TeamService(changes);
        this.admins = admins;
        this.oidc = oidc;
    }

    @JsonInclude
    private record LoginBody(Optional<ProviderBody> oidc) {}

    @JsonInclude
    private record ProviderBody(String issuer, String audience, Optional<String> clientId) {}

    @JsonInclude
    private record MeBody(
            String name,
            String kind,
            Optional<String> title,
            Set<String> teams,
            List<String> roles,
            Map<String, String> domains) {}

    @JsonInclude
    private record UserBody(
            String name,
            String kind,
            Optional<String> title,
            boolean disabled,
            boolean byProvider,
            Set<String> teams,
            List<String> roles,
            Map<String, String> domains,
            Instant createdAt) {}

    @JsonInclude
    private record TeamBody(String name, Optional<String> title, Set<String> members, Set<String> domains) {}

    private record NewUser(
            Optional<String> name,
            Optional<String> kind,
            Optional<String> title,
            Optional<List<String>> roles,
            Optional<List<String>> teams) {}

    private record NewTeam(Optional<String> name, Optional<String> title, Optional<List<String>> members) {}

    private record RolesBody(Optional<List<String>> roles) {}

    private record RotatedBody(String file) {}

    @Override
    public void register(Router router) {
        router.get("/v1/login", this::login, Access.PUBLIC);
        router.get("/v1/me", this::me, Access.CONSUMER, Access.SYSTEM);
        router.post("/v1/admin-token:rotate", this::rotate, Access.ADMIN);
        router.get("/v1/users", this::listUsers, Access.GOVERNANCE);
        router.post("/v1/users", this::addUser, Access.ADMIN);
        router.get(USER, context -> answer(context, users.find(user(context))), Access.GOVERNANCE);
        router.delete(USER, this::removeUser, Access.ADMIN);
        router.put(USER + "/roles", this::setRoles, Access.ADMIN);
        router.post(
                USER + ":disable",
                context -> answer(context, users.disable(Caller.of(context), user(context))),
                Access.ADMIN);
        router.post(
                USER + ":enable",
                context -> answer(context, users.enable(Caller.of(context), user(context))),
                Access.ADMIN);
        router.get("/v1/teams", this::listTeams, Access.CONSUMER);
        router.post("/v1/teams", this::addTeam, Access.ADMIN);
        router.get(
                TEAM,
                context -> answer(context, TeamService.require(directory.now(), context.pathParam("team"))),
                Access.CONSUMER);
        router.delete(TEAM, this::removeTeam, Access.ADMIN);
        router.put(
                TEAM + "/members/{user}",
                context ->
                        answer(context, teams.addMember(Caller.of(context), context.pathParam("team"), user(context))),
                Access.ADMIN);
        router.delete(
                TEAM + "/members/{user}",
                context -> answer(
                        context, teams.removeMember(Caller.of(context), context.pathParam("team"), user(context))),
                Access.ADMIN);
    }

    private void login(Context context) {
        Json.write(
                context,
                new LoginBody(oidc.map(provider ->
                        new ProviderBody(provider.issuer().toString(), provider.audience(), provider.clientId()))));
    }

    private void me(Context context) {
        Principal me = Caller.of(context);
        Optional<String> title = me.kind() == Kind.SYSTEM
                ? Optional.empty()
                : directory.now().user(me.name()).flatMap(User::title);
        Json.write(
                context,
                new MeBody(
                        me.name(), word(me.kind()), title, new TreeSet<>(me.teams()), words(me.roles()), domains(me)));
    }

    private void rotate(Context context) {
        admins.rotate(Caller.of(context));
        Json.write(context, new RotatedBody("admin.token"));
    }

    private void listUsers(Context context) {
        Snapshot now = directory.now();
        Json.write(context, page(context, now.users(), User::name).map(user -> body(now, user)));
    }

    private void addUser(Context context) {
        NewUser body = Json.read(context, NewUser.class);
        User user = users.add(
                Caller.of(context),
                body.name().orElse(""),
                kind(body.kind().orElse("person")),
                title(body.title()),
                roles(body.roles().orElse(List.of())),
                Set.copyOf(body.teams().orElse(List.of())));
        Json.write(context, 201, body(directory.now(), user));
    }

    private void setRoles(Context context) {
        RolesBody body = Json.read(context, RolesBody.class);
        Set<MeshRole> roles = roles(body.roles().orElseThrow(() -> invalid("The body has no roles")));
        answer(context, users.setRoles(Caller.of(context), user(context), roles));
    }

    private void removeUser(Context context) {
        users.remove(Caller.of(context), user(context));
        context.status(204);
    }

    private void listTeams(Context context) {
        Snapshot now = directory.now();
        Json.write(context, page(context, now.teams(), Team::name).map(team -> body(now, team)));
    }

    private void addTeam(Context context) {
        NewTeam body = Json.read(context, NewTeam.class);
        Team team = teams.add(
                Caller.of(context),
                body.name().orElse(""),
                title(body.title()),
                Set.copyOf(body.members().orElse(List.of())));
        Json.write(context, 201, body(directory.now(), team));
    }

    private void removeTeam(Context context) {
        teams.remove(Caller.of(context), context.pathParam("team"));
        context.status(204);
    }

    private void answer(Context context, User user) {
        Json.write(context, body(directory.now(), user));
    }

    private void answer(Context context, Team team) {
        Json.write(context, body(directory.now(), team));
    }

    private static UserBody body(Snapshot now, User user) {
        Principal principal = now.principal(user);
        return new UserBody(
                user.name(),
                word(user.kind()),
                user.title(),
                user.disabled(),
                user.provided().isPresent(),
                new TreeSet<>(principal.teams()),
                words(principal.roles()),
                domains(principal),
                user.createdAt());
    }

    /** With those whom the provider's groups make members. */
    private static TeamBody body(Snapshot now, Team team) {
        Set<String> members = new TreeSet<>(team.members());
        now.users().stream()
                .filter(user -> now.said(user)
                        .filter(said -> said.teams().contains(team.name()))
                        .isPresent())
                .forEach(user -> members.add(user.name()));
        return new TeamBody(
                team.name(),
                team.title(),
                members,
                now.domains().naming(team.name()).stream()
                        .map(Object::toString)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static <T> Page<T> page(Context context, Collection<T> all, Function<T, String> name) {
        PageRequest request = PageRequest.of(context);
        List<T> found = all.stream()
                .filter(item -> request.after()
                        .map(after -> name.apply(item).compareTo(after) > 0)
                        .orElse(true))
                .limit(request.size() + 1L)
                .toList();
        return Page.of(found, request, name);
    }

    private static String user(Context context) {
        return context.pathParam("user");
    }

    private static Optional<String> title(Optional<String> title) {
        if (title.isPresent() && title.get().length() > 200) {
            throw invalid("The title is longer than 200 characters");
        }
        return title.map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Kind kind(String word) {
        return switch (word) {
            case "person" -> Kind.PERSON;
            case "service" -> Kind.SERVICE;
            default -> throw invalid("The kind is neither person nor service");
        };
    }

    private static Set<MeshRole> roles(List<String> words) {
        Set<MeshRole> roles = new TreeSet<>();
        for (String word : words) {
            roles.add(
                    switch (String.valueOf(word)) {
                        case "admin" -> MeshRole.ADMIN;
                        case "governance" -> MeshRole.GOVERNANCE;
                        default -> throw invalid("A role is neither admin nor governance");
                    });
        }
        return roles;
    }

    private static PolderException invalid(String problem) {
        return new PolderException(Code.BODY_INVALID, problem, "See /openapi.yaml for what this route takes");
    }

    private static List<String> words(Set<MeshRole> roles) {
        return roles.stream().sorted().map(IdentityRoutes::word).toList();
    }

    private static Map<String, String> domains(Principal principal) {
        Map<String, String> domains = new TreeMap<>();
        principal.domains().forEach((domain, role) -> domains.put(domain.value(), word(role)));
        return domains;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
