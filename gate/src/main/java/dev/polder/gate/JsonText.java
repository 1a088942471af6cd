package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/** Takes one JSON text apart, strictly as RFC 8259 has it: UTF-8, one value, no field twice, within the limits. */
final class JsonText {
    private final JsonFactory factory;
    private final RecordLimits limits;

    JsonText(RecordLimits limits) {
        this.limits = limits;
        this.factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                // Names are the sender's: a shared table of them could be filled up on purpose.
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .build();
    }

    /** The value, or empty after what is wrong went to the refusals. */
    Optional<Value> parse(byte[] bytes, Where where, Refusals refusals) {
        CharBuffer chars;
        try {
            chars = decoded(bytes);
        } catch (CharacterCodingException e) {
            refusals.add(Code.RECORD_SYNTAX, where, "encoding", "The record is not valid UTF-8");
            return Optional.empty();
        }
        return parse(chars.array(), chars.limit(), where, refusals);
    }

    Optional<Value> parse(String text, Where where, Refusals refusals) {
        return parse(text.toCharArray(), text.length(), where, refusals);
    }

    private Optional<Value> parse(char[] chars, int length, Where where, Refusals refusals) {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), chars, 0, length)) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                refusals.add(Code.RECORD_SYNTAX, where, "syntax", "There is no JSON value");
                return Optional.empty();
            }
            int before = refusals.count();
            Value value = new Builder(parser, refusals).value(token, where);
            if (parser.nextToken() != null) {
                refusals.add(Code.RECORD_SYNTAX, where, "syntax", "Something follows after the JSON value");
            }
            return refusals.count() == before ? Optional.of(value) : Optional.empty();
        } catch (TooMany e) {
            refusals.add(
                    Code.RECORD_LIMIT,
                    where,
                    "size",
                    "The record has more than " + limits.maxValues() + " fields and items");
        } catch (StreamConstraintsException e) {
            refusals.add(
                    Code.RECORD_LIMIT,
                    where,
                    "depth",
                    "The record nests objects and arrays deeper than " + limits.maxDepth());
        } catch (UnexpectedEndOfInputException e) {
            refusals.add(Code.RECORD_SYNTAX, where, "syntax", "The JSON value ends too early");
        } catch (JacksonException e) {
            // Jackson's own message would quote the record.
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            refusals.add(
                    Code.RECORD_SYNTAX,
                    where,
                    "syntax",
                    "This is not well-formed JSON" + (column > 0 ? " at character " + column : ""));
        }
        return Optional.empty();
    }

    static CharBuffer decoded(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes));
    }

    private final class Builder {
        private final JsonParser parser;
        private final Refusals refusals;
        private int values;

        Builder(JsonParser parser, Refusals refusals) {
            this.parser = parser;
            this.refusals = refusals;
        }

        Value value(JsonToken token, Where where) {
            if (++values > limits.maxValues() + 1) {
                throw new TooMany();
            }
            return switch (token) {
                case START_OBJECT -> object(where);
                case START_ARRAY -> array(where);
                case VALUE_STRING -> new Value.Str(parser.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Num(parser.getString());
                case VALUE_TRUE -> new Value.Bool(true);
                case VALUE_FALSE -> new Value.Bool(false);
                case VALUE_NULL -> Value.Null.NULL;
                case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new IllegalStateException("no value starts with " + token);
            };
        }

        private Value object(Where where) {
            Map<String, Value> members = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                Where member = where.member(name, false);
                if (members.put(name, value(parser.nextToken(), member)) != null) {
                    refusals.add(Code.RECORD_FIELD_DUPLICATE, member, "unique names", "The field stands twice");
                }
            }
            return new Value.Obj(members);
        }

        private Value array(Where where) {
            List<Value> items = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                items.add(value(token, where.item(items.size())));
            }
            return new Value.Arr(items);
        }
    }

    private static final class TooMany extends RuntimeException {
        TooMany() {
            super("too many values", null, false, false);
        }
    }
}
