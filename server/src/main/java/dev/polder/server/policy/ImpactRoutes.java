package dev.polder.server.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.core.access.Grant;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Problem;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.mesh.ViolationBody;
import dev.polder.server.readers.PortUser;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** What policies would hit. */
public final class ImpactRoutes implements Routes {
    private final Impact impact;

    public ImpactRoutes(Impact impact) {
        this.impact = impact;
    }

    private record Body(
            List<ViolationBody> violations,
            List<ViolationBody> resolved,
            List<GrantBody> grants,
            List<ReaderBody> readers,
            List<Problem.FindingBody> findings) {
        static Body of(Impact.Hits hits) {
            return new Body(
                    hits.violations().stream().map(ViolationBody::of).toList(),
                    hits.resolved().stream().map(ViolationBody::of).toList(),
                    hits.grants().stream().map(GrantBody::of).toList(),
                    hits.readers().stream().map(ReaderBody::of).toList(),
                    hits.findings().stream().map(Problem.FindingBody::of).toList());
        }
    }

    /** @param change {@code denied}, {@code permitted} or {@code otherwise} */
    private record GrantBody(
            UUID grant,
            String grantee,
            boolean team,
            String port,
            String purpose,
            Instant until,
            String change,
            List<String> details) {
        static GrantBody of(ReadImpact.GrantHit hit) {
            return new GrantBody(
                    hit.grant().id(),
                    hit.grant().grantee().name(),
                    hit.grant().grantee() instanceof Grant.Grantee.TeamNamed,
                    hit.port().toString(),
                    hit.grant().purpose(),
                    hit.grant().until(),
                    word(hit.change().kind()),
                    hit.change().details());
        }
    }

    /**
     * @param via {@code query} or {@code catalog}
     * @param columns those that the reader has read and that would be shown otherwise
     */
    @JsonInclude
    private record ReaderBody(
            String principal,
            String via,
            String port,
            Optional<String> purpose,
            Instant lastRead,
            List<String> columns,
            String change,
            List<String> details) {
        static ReaderBody of(ReadImpact.ReaderHit hit) {
            PortUser user = hit.user();
            return new ReaderBody(
                    user.principal(),
                    word(user.via()),
                    hit.port().toString(),
                    hit.purpose(),
                    user.lastOfAll().last(),
                    List.copyOf(new TreeSet<>(hit.columns())),
                    word(hit.change().kind()),
                    hit.change().details());
        }
    }

    @Override
    public void register(Router router) {
        router.post("/v1/policies:impact", this::impact, Access.CONSUMER);
    }

    private void impact(Context context) {
        Json.write(context, Body.of(impact.of(Json.read(context, ImpactRequest.class), Caller.of(context))));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
