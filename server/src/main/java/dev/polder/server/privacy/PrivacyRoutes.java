package dev.polder.server.privacy;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.name.PortName;
import dev.polder.core.name.ProductName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.catalog.MeshCatalog;
import dev.polder.server.database.Database;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.privacy.DomainKeys.Purpose;
import dev.polder.server.reconcile.ProvisionedPort;
import dev.polder.server.reconcile.ProvisionedPorts;
import dev.polder.server.schema.SchemaRegistry;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Keys of domains, and forgetting. */
public final class PrivacyRoutes implements Routes {
    private final Privacy privacy;
    private final Rotation rotation;
    private final Erasures erasures;
    private final BiFunction<PortAddress, OptionalInt, Optional<PortId>> ports;
    private final AuditTrail audit;
    private final Clock clock;

    /** @param ports by address, with the major version or without */
    private PrivacyRoutes(
            Privacy privacy,
            Erasures erasures,
            BiFunction<PortAddress, OptionalInt, Optional<PortId>> ports,
            Database database,
            AuditTrail audit,
            Clock clock) {
        this.privacy = privacy;
        this.rotation = new Rotation(privacy, database);
        this.erasures = erasures;
        this.ports = ports;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Over the ports that have their topics and tables.
     *
     * @param client how to reach Kafka
     */
    public static PrivacyRoutes of(
            Privacy privacy,
            Database database,
            ProvisionedPorts ports,
            MeshCatalog catalog,
            Map<String, String> client,
            SchemaRegistry schemas,
            AuditTrail audit,
            Clock clock) {
        Supplier<Collection<OutputPort>> all =
                () -> ports.all().values().stream().map(ProvisionedPort::port).toList();
        Erasures erasures = new Erasures(
                privacy, database, all, catalog::table, new TopicRows(client, schemas::schema), audit, clock);
        return new PrivacyRoutes(
                privacy,
                erasures,
                (address, major) -> all.get().stream()
                        .map(OutputPort::id)
                        .filter(id -> id.address().equals(address))
                        .filter(id -> major.isEmpty() || major.getAsInt() == id.major())
                        .max(Comparator.naturalOrder()),
                database,
                audit,
                clock);
    }

    /**
     * Whom to forget.
     *
     * @param evenUnknown whether also somebody of whom there is nothing
     */
    record ForgetBody(Optional<String> subject, Optional<Integer> major, Optional<Boolean> evenUnknown) {}

    /** @param rewrap whether the keys of subjects are wrapped anew, and what they were wrapped with is dropped */
    record RotateBody(Optional<Boolean> rewrap) {}

    /**
     * The ids of a domain's keys by purpose, the one that encrypts first.
     *
     * @param rewrapped how many keys of subjects were wrapped anew
     */
    record KeysBody(String domain, Map<String, List<String>> keys, Optional<Long> rewrapped) {
        static KeysBody of(DomainKeys keys, Optional<Long> rewrapped) {
            Map<String, List<String>> ids = new TreeMap<>();
            Arrays.stream(Purpose.values())
                    .forEach(purpose -> ids.put(
                            purpose.word(),
                            keys.ids(purpose).stream()
                                    .map(Integer::toUnsignedString)
                                    .toList()));
            return new KeysBody(keys.domain().toString(), ids, rewrapped);
        }
    }

    private record KeysList(List<KeysBody> items) {}

    @Override
    public void register(Router router) {
        router.get("/v1/keys", this::list, Access.ADMIN);
        router.post("/v1/domains/{domain}/keys:rotate", this::rotate, Access.OWNER);
        router.post("/v1/domains/{domain}/products/{product}/ports/{port}:forget", this::forget, Access.OWNER);
    }

    private void list(Context context) {
        Json.write(
                context,
                new KeysList(privacy.ring().domains().stream()
                        .map(domain -> KeysBody.of(privacy.ring().of(domain), Optional.empty()))
                        .toList()));
    }

    private void rotate(Context context) {
        DomainName domain = new DomainName(context.pathParam("domain"));
        boolean rewrap = Json.read(context, RotateBody.class).rewrap().orElse(false);
        if (rotation.keys(domain).isEmpty()) {
            throw new PolderException(
                    Code.NOT_FOUND,
                    "The domain " + domain + " has no keys",
                    "They are made when the first record is encrypted; see polder keys list");
        }
        audit.record(new AuditEvent(
                clock.instant(),
                Caller.of(context).name(),
                "keys.rotate",
                Optional.of(domain.toString()),
                AuditEvent.Outcome.ALLOWED,
                Map.of("rewrap", Boolean.toString(rewrap))));
        Optional<Long> wrapped = Optional.empty();
        if (rewrap) {
            wrapped = Optional.of(rotation.rewrap(domain));
        } else {
            rotation.rotate(domain);
        }
        Json.write(context, KeysBody.of(privacy.ring().of(domain), wrapped));
    }

    private void forget(Context context) {
        PortAddress address = new PortAddress(
                new DomainName(context.pathParam("domain")),
                new ProductName(context.pathParam("product")),
                new PortName(context.pathParam("port")));
        ForgetBody body = Json.read(context, ForgetBody.class);
        String subject = body.subject()
                .filter(text -> !text.isBlank())
                .orElseThrow(() ->
                        new PolderException(Code.BODY_INVALID, "The body has no subject", "Send {\"subject\": \"…\"}"));
        PortId port = ports.apply(address, body.major().map(OptionalInt::of).orElse(OptionalInt.empty()))
                .orElseThrow(() -> new PolderException(
                        Code.NOT_FOUND, "There is no port " + address, "See polder get ports for what there is"));
        Json.write(
                context,
                erasures.forget(new Erasures.Request(
                        port,
                        subject,
                        body.evenUnknown().orElse(false),
                        Caller.of(context).name())));
    }
}
