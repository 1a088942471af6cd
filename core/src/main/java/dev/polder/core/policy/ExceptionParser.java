package dev.polder.core.policy;

import dev.polder.core.document.Fields;
import dev.polder.core.document.Places;
import dev.polder.core.document.Quoted;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Reads {@code kind: PolicyException}. */
final class ExceptionParser {
    private ExceptionParser() {}

    static Optional<PolicyDocument> parse(
            Fields fields, Optional<DomainName> domain, String source, List<Finding> findings) {
        Optional<PolicyName> policy = fields.requiredText("policy").flatMap(text -> policy(fields, text));
        Optional<ProductAddress> product = fields.requiredText("product").flatMap(text -> product(fields, text));
        Optional<String> reason = fields.requiredText("reason");
        Optional<String> approver = fields.requiredText("approver");
        Optional<Instant> expires = fields.requiredText("expires").flatMap(text -> moment(fields, text));
        fields.refuseUnknown();
        if (domain.isPresent()) {
            product.filter(it -> !it.domain().equals(domain.get())).ifPresent(it -> foreign(fields, it, domain.get()));
        }
        if (policy.isEmpty() || product.isEmpty() || reason.isEmpty() || approver.isEmpty() || expires.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PolicyException(
                domain,
                policy.get(),
                product.get(),
                reason.get(),
                approver.get(),
                expires.get(),
                source,
                Places.of(fields.node())));
    }

    private static Optional<PolicyName> policy(Fields fields, String text) {
        Optional<PolicyName> name = PolicyName.parse(text);
        if (name.isEmpty()) {
            fields.report(
                    Code.FIELD_VALUE,
                    "policy",
                    Quoted.value(text) + " names no policy.",
                    "Write mesh/name for a policy of the mesh, domain/name for one of a domain.");
        }
        return name;
    }

    private static Optional<ProductAddress> product(Fields fields, String text) {
        try {
            return Optional.of(ProductAddress.parse(text));
        } catch (PolderException e) {
            fields.report(Code.FIELD_VALUE, "product", Quoted.value(text) + " is no product's address.", e.remedy());
            return Optional.empty();
        }
    }

    private static Optional<Instant> moment(Fields fields, String text) {
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            fields.report(
                    Code.FIELD_VALUE,
                    "expires",
                    Quoted.value(text) + " is no date.",
                    "Write a date such as 2027-01-31, or a moment such as 2027-01-31T18:00:00Z.");
            return Optional.empty();
        }
    }

    private static void foreign(Fields fields, ProductAddress product, DomainName domain) {
        fields.report(
                Code.POLICY_LOOSENS,
                "product",
                "An exception of the domain " + domain + " is for " + product + ", which is not the domain's.",
                "Write a product of the domain " + domain + ".");
    }
}
