package dev.polder.server.access;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Purpose;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.NamedPort;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.DomainRights;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.mesh.MeshService;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /v1/decisions}: may somebody read a port, and why. Nothing is read. */
final class DecisionRoutes implements Routes {
    /** A clock that is a little late asks about now. */
    private static final Duration LATE = Duration.ofMinutes(5);

    private final MeshService mesh;
    private final Decider decider;
    private final KnownPrincipals principals;
    private final Clock clock;

    DecisionRoutes(MeshService mesh, Decider decider, KnownPrincipals principals, Clock clock) {
        this.mesh = mesh;
        this.decider = decider;
        this.principals = principals;
        this.clock = clock;
    }

    private record QuestionBody(
            Optional<String> port, Optional<String> principal, Optional<String> purpose, Optional<String> at) {}

    private record ReasonBody(String source, String effect, String text) {
        static ReasonBody of(Decision.Reason reason) {
            return new ReasonBody(reason.source(), reason.effect().name(), reason.text());
        }
    }

    /**
     * @param columns null for all
     */
    private record DecisionBody(
            boolean permitted,
            String principal,
            String port,
            Optional<String> purpose,
            Instant at,
            Optional<List<String>> columns,
            List<String> rowFilters,
            Map<String, Object> masks,
            List<ReasonBody> reasons) {
        static DecisionBody of(ReadQuestion question, Decision decision) {
            return new DecisionBody(
                    decision.permitted(),
                    question.principal().name(),
                    question.port().toString(),
                    question.purpose(),
                    question.at(),
                    decision.obligations().columns().map(AccessBody::sorted),
                    decision.obligations().rowFilters(),
                    MaskJson.of(decision.obligations().masks()),
                    decision.reasons().stream().map(ReasonBody::of).toList());
        }
    }

    @Override
    public void register(Router router) {
        router.post("/v1/decisions", this::decide, Access.CONSUMER);
    }

    private void decide(Context context) {
        QuestionBody body = Json.read(context, QuestionBody.class);
        PortId port = port(body.port()
                .orElseThrow(() -> new PolderException(
                        Code.BODY_INVALID, "The body has no port", "Send {\"port\": \"sales.orders.order-lines\"}")));
        ReadQuestion question = new ReadQuestion(
                whom(Caller.of(context), body.principal(), port),
                port,
                Purpose.said(body.purpose()).map(Purpose::value),
                body.at().map(this::at).orElseGet(clock::instant));
        Json.write(context, DecisionBody.of(question, decider.decide(question)));
    }

    /** What others may read is told to those who decide about it; else anybody would learn everybody's rights. */
    private Principal whom(Principal asker, Optional<String> name, PortId port) {
        if (name.isEmpty() || name.get().equals(asker.name())) {
            return asker;
        }
        boolean isOwnProduct = Principal.productNamed(name.get())
                .filter(product -> asker.belongsTo(product.domain()))
                .isPresent();
        boolean mayAsk = isOwnProduct
                || asker.isOfFederation()
                || DomainRights.has(asker, port.address().domain(), DomainRole.OWNER);
        if (!mayAsk) {
            throw new PolderException(
                    Code.DENIED,
                    asker.name() + " may not see what others may read of " + port.address(),
                    "Ask about yourself; owners of the domain '"
                            + port.address().domain() + "', governance and admins may ask about others");
        }
        return principals
                .find(name.get())
                .orElseThrow(() -> new PolderException(
                        Code.NOT_FOUND,
                        "There is no principal '" + name.get() + "'",
                        "See who there is: polder user list"));
    }

    private PortId port(String text) {
        NamedPort named = NamedPort.parse(text);
        PortAddress address = named.address();
        if (named.major().isPresent()) {
            PortId id = address.major(named.major().getAsInt());
            return RequestedPort.find(mesh.current(), address)
                    .filter(port ->
                            port.majors().stream().anyMatch(major -> major.id().equals(id)))
                    .map(port -> id)
                    .orElseThrow(() -> MeshService.notFound("port", id.toString(), "ports"));
        }
        return RequestedPort.find(mesh.current(), address)
                .map(RequestedPort::newest)
                .orElseThrow(() -> MeshService.notFound("port", address.toString(), "ports"));
    }

    private Instant at(String text) {
        Instant at = AccessRoutes.instant(text);
        if (at.isBefore(clock.instant().minus(LATE))) {
            throw new PolderException(
                    Code.USAGE,
                    "The decision of a time gone by is not made again: " + text,
                    "See what was decided then: polder audit search");
        }
        return at;
    }
}
