package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.server.access.AccessRequest.End;
import dev.polder.server.access.AccessRequest.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An access request as the API shows it.
 *
 * @param principal for whom, when not for a team
 * @param problem why the grant is worth nothing now, though it is active
 */
record AccessBody(
        UUID id,
        String state,
        String port,
        String requester,
        Optional<String> principal,
        Optional<String> team,
        String purpose,
        Optional<String> reason,
        Optional<List<String>> columns,
        Instant until,
        Optional<UUID> renews,
        Instant createdAt,
        Optional<VerdictBody> decision,
        Optional<GrantBody> grant,
        Optional<String> problem) {
    record VerdictBody(Instant at, String by, Optional<String> reason) {
        static VerdictBody of(Verdict verdict) {
            return new VerdictBody(verdict.at(), verdict.by(), verdict.reason());
        }
    }

    record GrantBody(
            Optional<List<String>> columns,
            List<String> rowFilters,
            Map<String, Object> masks,
            Instant from,
            Instant until,
            Optional<EndBody> ended) {
        static GrantBody of(AccessRequest.Issued issued) {
            Grant grant = issued.grant();
            return new GrantBody(
                    grant.columns().map(AccessBody::sorted),
                    grant.rowFilters(),
                    MaskJson.of(grant.masks()),
                    grant.from(),
                    grant.until(),
                    issued.end().map(EndBody::of));
        }
    }

    record EndBody(Instant at, String by, String how, Optional<String> reason) {
        static EndBody of(End end) {
            return new EndBody(end.at(), end.by(), word(end.how()), end.reason());
        }
    }

    static AccessBody of(AccessRequest request, Instant now, Optional<String> problem) {
        boolean isTeam = request.grantee() instanceof Grantee.TeamNamed;
        Optional<String> grantee = Optional.of(request.grantee().name());
        return new AccessBody(
                request.id(),
                word(request.state(now)),
                request.port().toString(),
                request.requester(),
                isTeam ? Optional.empty() : grantee,
                isTeam ? grantee : Optional.empty(),
                request.purpose(),
                request.reason(),
                request.columns().map(AccessBody::sorted),
                request.until(),
                request.renews(),
                request.createdAt(),
                request.verdict().map(VerdictBody::of),
                request.issued().map(GrantBody::of),
                problem);
    }

    static List<String> sorted(Set<String> columns) {
        return columns.stream().sorted().toList();
    }

    static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
