package dev.polder.core.mesh;

import dev.polder.core.name.DomainName;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.ProductPolicy;
import java.util.Objects;

/** A policy, or an exception to one, as a file of a mesh: what it is called there and where it stands. */
public record PolicyFile(PolicyDocument document) implements Comparable<PolicyFile> {
    /** What a file may say. */
    public enum Kind {
        ACCESS_POLICY,
        PRODUCT_POLICY,
        EXCEPTION
    }

    public PolicyFile {
        Objects.requireNonNull(document);
    }

    public Kind kind() {
        if (document instanceof PolicyException) {
            return Kind.EXCEPTION;
        }
        return document instanceof AccessPolicy ? Kind.ACCESS_POLICY : Kind.PRODUCT_POLICY;
    }

    public boolean isException() {
        return document instanceof PolicyException;
    }

    /** In whose folder it stands: {@code mesh} or the name of the domain. */
    public String scope() {
        return document.domain().map(DomainName::value).orElse("mesh");
    }

    /** {@code mesh/pii-is-masked}; of an exception {@code mesh/pii-is-masked for sales.orders}. */
    public String address() {
        if (document instanceof AccessPolicy policy) {
            return policy.name().toString();
        }
        return document instanceof ProductPolicy policy
                ? policy.name().toString()
                : address((PolicyException) document);
    }

    private static String address(PolicyException exception) {
        return exception.policy() + " for " + exception.product();
    }

    /** What no two files of a mesh have alike. */
    public String key() {
        return isException() ? "exception " + scope() + ": " + address() : "policy " + address();
    }

    /** Where it stands in the directory that the mesh is kept as; no product's document has such a name. */
    public String path() {
        String folder =
                document.domain().map(name -> "domains/" + name + "/policies/").orElse("policies/");
        String file = isException()
                ? "exceptions/" + address().replace(" for ", ".").replace('/', '.')
                : address().substring(address().indexOf('/') + 1);
        return folder + file + ".policy.yaml";
    }

    @Override
    public int compareTo(PolicyFile other) {
        return key().compareTo(other.key());
    }
}
