package dev.polder.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What policies can read. Each is a variable of its own, so that CEL's checker knows its name and type. */
enum Variable {
    PRINCIPAL_NAME("principal.name", Shape.TEXT),
    PRINCIPAL_KIND("principal.kind", Shape.TEXT),
    PRINCIPAL_TEAMS("principal.teams", Shape.TEXTS),
    PRINCIPAL_ROLES("principal.roles", Shape.TEXTS),
    PRINCIPAL_DOMAINS("principal.domains", Shape.TEXTS),
    PURPOSE("purpose", Shape.TEXT),
    NOW("now", Shape.MOMENT),

    DOMAIN_NAME("domain.name", Shape.TEXT),
    DOMAIN_TITLE("domain.title", Shape.TEXT),
    DOMAIN_OWNER("domain.owner", Shape.TEXT),
    DOMAIN_DESCRIPTION("domain.description", Shape.LONG_TEXT),

    PRODUCT_ADDRESS("product.address", Shape.TEXT),
    PRODUCT_DOMAIN("product.domain", Shape.TEXT),
    PRODUCT_NAME("product.name", Shape.TEXT),
    PRODUCT_STATUS("product.status", Shape.TEXT),
    PRODUCT_VERSION("product.version", Shape.TEXT),
    PRODUCT_PURPOSE("product.purpose", Shape.LONG_TEXT),
    PRODUCT_OWNER("product.owner", Shape.TEXT),
    PRODUCT_TAGS("product.tags", Shape.TEXTS),
    PRODUCT_SUPPORT("product.support", Shape.TEXTS),
    PRODUCT_INPUTS("product.inputs", Shape.TEXTS),
    PRODUCT_PORTS("product.ports", Shape.TEXTS),

    PORT_ADDRESS("port.address", Shape.TEXT),
    PORT_DOMAIN("port.domain", Shape.TEXT),
    PORT_PRODUCT("port.product", Shape.TEXT),
    PORT_NAME("port.name", Shape.TEXT),
    PORT_MAJOR("port.major", Shape.NUMBER),
    PORT_STATUS("port.status", Shape.TEXT),
    PORT_TAGS("port.tags", Shape.TEXTS),
    PORT_CLASSIFICATIONS("port.classifications", Shape.TEXTS),
    PORT_VERSION("port.version", Shape.TEXT),
    PORT_DESCRIPTION("port.description", Shape.LONG_TEXT),
    PORT_SLA("port.sla", Shape.TEXTS),
    PORT_QUALITY("port.quality", Shape.NUMBER),

    COLUMN_NAME("column.name", Shape.TEXT),
    COLUMN_PATH("column.path", Shape.TEXT),
    COLUMN_TYPE("column.type", Shape.TEXT),
    COLUMN_CLASSIFICATION("column.classification", Shape.TEXT),
    COLUMN_TAGS("column.tags", Shape.TEXTS),
    COLUMN_DESCRIPTION("column.description", Shape.LONG_TEXT),
    COLUMN_REQUIRED("column.required", Shape.FLAG),
    COLUMN_UNIQUE("column.unique", Shape.FLAG),
    COLUMN_KEY("column.key", Shape.FLAG),
    COLUMN_ENCRYPTED("column.encrypted", Shape.FLAG),
    COLUMN_MASKED("column.masked", Shape.FLAG),

    INPUT_NAME("input.name", Shape.TEXT),
    INPUT_KNOWN("input.known", Shape.FLAG),
    INPUT_ADDRESS("input.address", Shape.TEXT),
    INPUT_DOMAIN("input.domain", Shape.TEXT),
    INPUT_PRODUCT("input.product", Shape.TEXT),
    INPUT_STATUS("input.status", Shape.TEXT),
    INPUT_TAGS("input.tags", Shape.TEXTS),
    INPUT_CLASSIFICATIONS("input.classifications", Shape.TEXTS);

    /** What a variable's values are, and how large a policy's cost takes them to be. */
    enum Shape {
        TEXT(SimpleType.STRING, 64, 0),
        LONG_TEXT(SimpleType.STRING, 2_000, 0),
        TEXTS(ListType.create(SimpleType.STRING), 50, 64),
        NUMBER(SimpleType.INT, 1, 0),
        FLAG(SimpleType.BOOL, 1, 0),
        MOMENT(SimpleType.TIMESTAMP, 1, 0);

        private final CelType type;
        private final long size;
        private final long elementSize;

        Shape(CelType type, long size, long elementSize) {
            this.type = type;
            this.size = size;
            this.elementSize = elementSize;
        }

        CelType type() {
            return type;
        }

        /** Characters of a text, items of a list. */
        long size() {
            return size;
        }

        /** Characters of an item. */
        long elementSize() {
            return elementSize;
        }
    }

    private static final Map<String, Variable> BY_NAME = new HashMap<>();

    static {
        for (Variable variable : values()) {
            BY_NAME.put(variable.word, variable);
        }
    }

    private final String word;
    private final Shape shape;

    Variable(String word, Shape shape) {
        this.word = word;
        this.shape = shape;
    }

    /** As policies write it. */
    String word() {
        return word;
    }

    Shape shape() {
        return shape;
    }

    /** The first part of its name. */
    String group() {
        int dot = word.indexOf('.');
        return dot < 0 ? word : word.substring(0, dot);
    }

    static Optional<Variable> named(String word) {
        return Optional.ofNullable(BY_NAME.get(word));
    }
}
