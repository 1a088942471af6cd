package dev.polder.policy;

import dev.cel.common.CelVarDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.polder.core.policy.ProductPolicy;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Where an expression stands, which says what it can read. */
enum Scope {
    /** {@code when} of an access policy. */
    ACCESS(true, "principal", "purpose", "port", "now"),
    /** {@code columns} of a mask. */
    MASK(true, "principal", "purpose", "port", "now", "column"),
    PRODUCT(false, "domain", "product"),
    PORT(false, "domain", "product", "port"),
    COLUMN(false, "domain", "product", "port", "column"),
    INPUT(false, "domain", "product", "input");

    private final Set<Variable> variables;
    private final CelCompiler conditions;
    private final CelCompiler texts;

    Scope(boolean reading, String... groups) {
        EnumSet<Variable> readable = EnumSet.noneOf(Variable.class);
        for (Variable variable : Variable.values()) {
            if (Set.of(groups).contains(variable.group()) && !(reading && isPlanned(variable))) {
                readable.add(variable);
            }
        }
        this.variables = Collections.unmodifiableSet(readable);
        this.conditions = compiler(readable, SimpleType.BOOL);
        this.texts = compiler(readable, SimpleType.STRING);
    }

    /** What is known of ports only where products are planned. */
    private static boolean isPlanned(Variable variable) {
        return switch (variable) {
            case PORT_VERSION, PORT_DESCRIPTION, PORT_SLA, PORT_QUALITY, COLUMN_MASKED -> true;
            default -> false;
        };
    }

    private static CelCompiler compiler(Set<Variable> variables, CelType result) {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(Limits.OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(result);
        for (Variable variable : variables) {
            builder.addVarDeclarations(CelVarDecl.newVarDeclaration(
                    variable.word(), variable.shape().type()));
        }
        return builder.build();
    }

    /** What the expressions of a product policy can read. */
    static Scope of(ProductPolicy.Target target) {
        return switch (target) {
            case PRODUCT -> PRODUCT;
            case PORT -> PORT;
            case COLUMN -> COLUMN;
            case INPUT -> INPUT;
        };
    }

    Set<Variable> variables() {
        return variables;
    }

    /** The compiler of expressions that are true or false. */
    CelCompiler conditions() {
        return conditions;
    }

    /** The compiler of expressions that give a text. */
    CelCompiler texts() {
        return texts;
    }
}
