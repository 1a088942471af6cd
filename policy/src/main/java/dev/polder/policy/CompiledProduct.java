package dev.polder.policy;

import dev.polder.core.policy.ProductPolicy;
import java.util.Optional;

/** A product policy, compiled. */
record CompiledProduct(
        ProductPolicy document, Optional<Expression> when, Expression require, Optional<Expression> message) {}
