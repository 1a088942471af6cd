package dev.polder.server.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.PolicyFile;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.ProductPolicy;
import dev.polder.server.http.Access;
import dev.polder.server.http.Json;
import dev.polder.server.http.Page;
import dev.polder.server.http.PageRequest;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.mesh.ViolationBody;
import dev.polder.server.policy.PolicyBody.ExceptionBody;
import dev.polder.server.policy.PostgresPolicyVersions.Version;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Lists and describes policies and the exceptions to them. */
public final class PolicyRoutes implements Routes {
    private final MeshService mesh;
    private final PostgresPolicyVersions versions;
    private final Clock clock;

    public PolicyRoutes(MeshService mesh, PostgresPolicyVersions versions, Clock clock) {
        this.mesh = mesh;
        this.versions = versions;
        this.clock = clock;
    }

    @JsonInclude
    private record Details(
            @JsonUnwrapped PolicyBody policy,
            Optional<String> description,
            List<ExceptionBody> exceptions,
            List<ViolationBody> violations,
            List<VersionBody> versions,
            String source) {}

    private record ViolationsBody(List<ViolationBody> items) {}

    /** @param removed whether this version says that there is no such policy any more */
    private record VersionBody(int version, Instant changedAt, String changedBy, boolean removed) {
        static VersionBody of(Version version) {
            return new VersionBody(
                    version.version(),
                    version.changedAt(),
                    version.changedBy(),
                    version.source().isEmpty());
        }
    }

    @Override
    public void register(Router router) {
        router.get("/v1/policies", this::policies, Access.CONSUMER);
        router.get("/v1/policies/{scope}/{policy}", this::policy, Access.CONSUMER);
        router.get("/v1/violations", this::violations, Access.CONSUMER);
        router.get("/v1/exceptions", this::exceptions, Access.CONSUMER);
    }

    private void policies(Context context) {
        Map<String, Version> newest = versions.newest();
        Json.write(
                context,
                page(context, files(mesh.current(), file -> !file.isException() && newest.containsKey(file.key())))
                        .map(file -> PolicyBody.of(file, newest.get(file.key()))));
    }

    private void exceptions(Context context) {
        Map<String, Version> newest = versions.newest();
        Instant now = clock.instant();
        Json.write(
                context,
                page(context, files(mesh.current(), file -> file.isException() && newest.containsKey(file.key())))
                        .map(file -> ExceptionBody.of(file, newest.get(file.key()), now)));
    }

    private void policy(Context context) {
        String address = context.pathParam("scope") + "/" + context.pathParam("policy");
        MeshModel model = mesh.current();
        PolicyFile policy = files(
                        model, file -> !file.isException() && file.address().equals(address))
                .stream()
                .findFirst()
                .orElseThrow(() -> MeshService.notFound("policy", address, "policies"));
        List<Version> all = versions.of(policy.key());
        if (all.isEmpty()) {
            throw MeshService.notFound("policy", address, "policies");
        }
        Json.write(
                context,
                new Details(
                        PolicyBody.of(policy, all.get(0)),
                        PolicyBody.description(policy),
                        exceptions(model, address),
                        violations(policy),
                        all.stream().map(VersionBody::of).toList(),
                        policy.document().source()));
    }

    /** Everything that products do not keep to now, also what is excepted. */
    private void violations(Context context) {
        Json.write(
                context,
                new ViolationsBody(
                        mesh.violations().stream().map(ViolationBody::of).toList()));
    }

    private List<ViolationBody> violations(PolicyFile policy) {
        return policy.document() instanceof ProductPolicy product
                ? mesh.violations().stream()
                        .filter(violation -> violation.policy().equals(product.name()))
                        .map(ViolationBody::of)
                        .toList()
                : List.of();
    }

    private List<ExceptionBody> exceptions(MeshModel model, String policy) {
        Map<String, Version> newest = versions.newest();
        Instant now = clock.instant();
        return files(model, PolicyFile::isException).stream()
                .filter(file ->
                        ((PolicyException) file.document()).policy().toString().equals(policy))
                .filter(file -> newest.containsKey(file.key()))
                .map(file -> ExceptionBody.of(file, newest.get(file.key()), now))
                .toList();
    }

    private static List<PolicyFile> files(MeshModel model, Predicate<PolicyFile> wanted) {
        return model.policies().stream()
                .map(PolicyFile::new)
                .filter(wanted)
                .sorted()
                .toList();
    }

    private static Page<PolicyFile> page(Context context, List<PolicyFile> sorted) {
        PageRequest request = PageRequest.of(context);
        Function<PolicyFile, String> key = PolicyFile::key;
        List<PolicyFile> found = sorted.stream()
                .filter(file -> request.after().isEmpty()
                        || key.apply(file).compareTo(request.after().get()) > 0)
                .limit(request.size() + 1L)
                .toList();
        return Page.of(found, request, key);
    }
}
