package dev.polder.server.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.core.mesh.PolicyFile;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.Enforcement;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.ProductPolicy;
import dev.polder.server.policy.PostgresPolicyVersions.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A policy, as it is listed.
 *
 * @param kind {@code access} or {@code product}
 * @param does what it does in a few words, such as {@code deny} or {@code masks, row filter}, or what it is asked for
 */
@JsonInclude
record PolicyBody(
        String address,
        String scope,
        String kind,
        Optional<String> title,
        String enforcement,
        String does,
        int version,
        Instant changedAt,
        String changedBy) {
    static PolicyBody of(PolicyFile file, Version version) {
        boolean access = file.document() instanceof AccessPolicy;
        return new PolicyBody(
                file.address(),
                file.scope(),
                access ? "access" : "product",
                title(file),
                enforcement(file).name().toLowerCase(Locale.ROOT),
                does(file),
                version.version(),
                version.changedAt(),
                version.changedBy());
    }

    static Enforcement enforcement(PolicyFile file) {
        return file.document() instanceof AccessPolicy access
                ? access.enforcement()
                : ((ProductPolicy) file.document()).enforcement();
    }

    private static Optional<String> title(PolicyFile file) {
        return file.document() instanceof AccessPolicy access
                ? access.title()
                : ((ProductPolicy) file.document()).title();
    }

    static Optional<String> description(PolicyFile file) {
        return file.document() instanceof AccessPolicy access
                ? access.description()
                : ((ProductPolicy) file.document()).description();
    }

    private static String does(PolicyFile file) {
        if (file.document() instanceof ProductPolicy policy) {
            return "asked for every " + policy.target().name().toLowerCase(Locale.ROOT);
        }
        AccessPolicy policy = (AccessPolicy) file.document();
        List<String> words = new ArrayList<>();
        policy.effect().ifPresent(effect -> words.add(effect.name().toLowerCase(Locale.ROOT)));
        if (!policy.masks().isEmpty()) {
            words.add("masks");
        }
        if (policy.rowFilter().isPresent()) {
            words.add("row filter");
        }
        return String.join(", ", words);
    }

    /** An exception, as it is listed. */
    @JsonInclude
    record ExceptionBody(
            String address,
            String scope,
            String policy,
            String product,
            String reason,
            String approver,
            Instant expires,
            boolean active,
            int version,
            Instant changedAt,
            String changedBy) {
        static ExceptionBody of(PolicyFile file, Version version, Instant now) {
            PolicyException exception = (PolicyException) file.document();
            return new ExceptionBody(
                    file.address(),
                    file.scope(),
                    exception.policy().toString(),
                    exception.product().toString(),
                    exception.reason(),
                    exception.approver(),
                    exception.expires(),
                    exception.isActive(now),
                    version.version(),
                    version.changedAt(),
                    version.changedBy());
        }
    }
}
