package dev.polder.process;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.classic.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * SQL of contracts and pipelines: one query over the names it was given, and nothing else. The parsed tree is checked against
 * lists of what is allowed, the analysed tree again, and this very tree is what runs.
 */
final class GovernedSql {
    /** What a query may consist of; everything else is refused, commands first of all. */
    private static final Set<String> PLANS = Set.of(
            "Aggregate",
            "Distinct",
            "Except",
            "Filter",
            "Generate",
            "GlobalLimit",
            "Intersect",
            "Join",
            "LateralJoin",
            "LocalLimit",
            "LocalRelation",
            "Offset",
            "OneRowRelation$",
            "OneRowRelation",
            "Pivot",
            "Project",
            "ResolvedInlineTable",
            "Sort",
            "SubqueryAlias",
            "Union",
            "Unpivot",
            "UnresolvedHaving",
            "UnresolvedHint",
            "UnresolvedInlineTable",
            "UnresolvedRelation",
            "UnresolvedSubqueryColumnAliases",
            "UnresolvedTVFAliases",
            "UnresolvedTableValuedFunction",
            "UnresolvedWith",
            "WithWindowDefinition");

    private static final Set<String> TABLE_FUNCTIONS = Set.of(
            "explode",
            "explode_outer",
            "inline",
            "inline_outer",
            "json_tuple",
            "posexplode",
            "posexplode_outer",
            "range",
            "stack");

    /** Functions that run code, read files, or tell about the machine and the session. */
    private static final Set<String> FORBIDDEN_FUNCTIONS = Set.of(
            "current_catalog",
            "current_database",
            "current_schema",
            "current_user",
            "from_protobuf",
            "from_xml",
            "input_file_block_length",
            "input_file_block_start",
            "input_file_name",
            "java_method",
            "reflect",
            "schema_of_xml",
            "session_user",
            "to_protobuf",
            "try_reflect",
            "user",
            "version",
            "xpath",
            "xpath_boolean",
            "xpath_double",
            "xpath_float",
            "xpath_int",
            "xpath_long",
            "xpath_number",
            "xpath_short",
            "xpath_string");

    /** The same, as the parser or the analyser makes them of other words. */
    private static final Set<String> FORBIDDEN_EXPRESSIONS = Set.of(
            "CallMethodViaReflection",
            "CurrentCatalog",
            "CurrentDatabase",
            "CurrentUser",
            "ExpressionWithUnresolvedIdentifier",
            "FunctionTableSubqueryArgumentExpression",
            "InputFileBlockLength",
            "InputFileBlockStart",
            "InputFileName",
            "PythonUDF",
            "ScalaUDF",
            "SessionUser",
            "SparkVersion",
            "TryReflect",
            "XmlToStructs");

    /** Where rows may come from besides the given names, in the analysed tree. */
    private static final Set<String> SOURCES =
            Set.of("CTERelationRef", "LocalRelation", "OneRowRelation", "OneRowRelation$", "Range", "UnionLoopRef");

    private static final String REMEDY =
            "Write one SELECT over the declared inputs; joins, subqueries, WITH and built-in functions are fine.";

    private final Set<String> names;
    private final Set<String> tables = new HashSet<>();

    private GovernedSql(Set<String> names) {
        this.names = names.stream().map(GovernedSql::folded).collect(Collectors.toSet());
        this.tables.addAll(this.names);
    }

    /**
     * The query, ready to run.
     *
     * @param names temporary views of the session that the query may read
     * @throws PolderException {@code SQL_INVALID}, {@code SQL_UNKNOWN_NAME} or {@code SQL_FORBIDDEN}
     */
    static Dataset<Row> query(SparkSession session, String sql, Set<String> names) {
        GovernedSql governed = new GovernedSql(names);
        LogicalPlan parsed = governed.parse(session, sql);
        Dataset<Row> query;
        try {
            query = org.apache.spark.sql.classic.Dataset.ofRows(session, parsed);
        } catch (Exception e) {
            throw invalid(e);
        }
        governed.checkAnalysed(((org.apache.spark.sql.classic.Dataset<Row>) query)
                .queryExecution()
                .analyzed());
        return query;
    }

    private LogicalPlan parse(SparkSession session, String sql) {
        LogicalPlan parsed;
        try {
            parsed = session.sessionState().sqlParser().parsePlan(sql);
        } catch (Exception e) {
            throw invalid(e);
        }
        checkParsed(parsed);
        return parsed;
    }

    private void checkParsed(LogicalPlan plan) {
        String kind = plan.getClass().getSimpleName();
        if (!PLANS.contains(kind)) {
            throw forbidden("a query may not contain " + plan.nodeName());
        }
        if (plan instanceof UnresolvedWith with) {
            // Before the query itself, which may use the names.
            CollectionConverters.asJava(with.cteRelations()).forEach(named -> tables.add(folded(named._1())));
            CollectionConverters.asJava(with.cteRelations()).forEach(named -> checkParsed(named._2()));
        }
        if (plan instanceof UnresolvedRelation relation) {
            checkRelation(relation);
        }
        if (plan instanceof UnresolvedTableValuedFunction function) {
            String name = String.join(".", CollectionConverters.asJava(function.name()));
            if (!TABLE_FUNCTIONS.contains(folded(name))) {
                throw forbidden("the table function " + name + " may not be used");
            }
        }
        CollectionConverters.asJava(plan.expressions()).forEach(this::checkExpression);
        CollectionConverters.asJava(plan.children()).forEach(this::checkParsed);
    }

    private void checkRelation(UnresolvedRelation relation) {
        List<String> parts = CollectionConverters.asJava(relation.multipartIdentifier());
        String name = String.join(".", parts);
        if (relation.isStreaming() || !relation.options().isEmpty()) {
            throw forbidden("'" + name + "' may not be given options");
        }
        if (parts.size() != 1) {
            throw forbidden("'" + name + "' is not the name of an input; the query may name "
                    + names.stream().sorted().collect(Collectors.joining(", ")));
        }
        if (!tables.contains(folded(name))) {
            throw new PolderException(
                    Code.SQL_UNKNOWN_NAME,
                    "there is no input '" + name + "'; the query may name "
                            + names.stream().sorted().collect(Collectors.joining(", ")),
                    "Declare '" + name + "' as an input port of the product, or correct the name.");
        }
    }

    private void checkExpression(Expression expression) {
        String kind = expression.getClass().getSimpleName();
        if (FORBIDDEN_EXPRESSIONS.contains(kind)) {
            throw forbidden("the function " + expression.prettyName() + " may not be used");
        }
        if (expression instanceof UnresolvedFunction function) {
            checkFunction(CollectionConverters.asJava(function.nameParts()));
        }
        if (expression instanceof UnresolvedGenerator generator) {
            FunctionIdentifier name = generator.name();
            checkFunction(
                    name.database().isDefined()
                            ? List.of(name.database().get(), name.funcName())
                            : List.of(name.funcName()));
        }
        if (expression instanceof PlanExpression<?> subquery && subquery.plan() instanceof LogicalPlan plan) {
            checkParsed(plan);
        }
        CollectionConverters.asJava(expression.children()).forEach(this::checkExpression);
    }

    private static void checkFunction(List<String> parts) {
        String name = folded(String.join(".", parts));
        if (parts.size() != 1 || FORBIDDEN_FUNCTIONS.contains(name)) {
            throw forbidden("the function " + name + " may not be used");
        }
        if (!FunctionRegistry.builtin().functionExists(new FunctionIdentifier(name))) {
            throw new PolderException(
                    Code.SQL_UNKNOWN_NAME,
                    "there is no function " + name,
                    "Use a function that is built into Spark SQL, or correct the name.");
        }
    }

    private void checkAnalysed(LogicalPlan plan) {
        if (plan instanceof View view) {
            if (!view.isTempView()
                    || !names.contains(folded(view.desc().identifier().table()))) {
                throw forbidden("'" + view.desc().identifier().table() + "' is not an input");
            }
            return;
        }
        if (CollectionConverters.asJava(plan.children()).isEmpty()
                && !SOURCES.contains(plan.getClass().getSimpleName())) {
            throw forbidden("a query may not read " + plan.nodeName());
        }
        CollectionConverters.asJava(plan.expressions()).forEach(this::checkAnalysed);
        CollectionConverters.asJava(plan.children()).forEach(this::checkAnalysed);
        CollectionConverters.asJava(plan.innerChildren()).forEach(inner -> {
            if (inner instanceof LogicalPlan innerPlan) {
                checkAnalysed(innerPlan);
            }
        });
    }

    private void checkAnalysed(Expression expression) {
        if (FORBIDDEN_EXPRESSIONS.contains(expression.getClass().getSimpleName())) {
            throw forbidden("the function " + expression.prettyName() + " may not be used");
        }
        if (expression instanceof AttributeReference column && column.metadata().contains("__metadata_col")) {
            throw forbidden("the hidden column " + column.name() + " may not be used");
        }
        if (expression instanceof PlanExpression<?> subquery && subquery.plan() instanceof LogicalPlan plan) {
            checkAnalysed(plan);
        }
        CollectionConverters.asJava(expression.children()).forEach(this::checkAnalysed);
    }

    private static PolderException invalid(Exception cause) {
        String condition =
                cause instanceof AnalysisException known && known.getCondition() != null ? known.getCondition() : "";
        boolean unknown = condition.startsWith("UNRESOLVED_COLUMN")
                || condition.startsWith("UNRESOLVED_ROUTINE")
                || condition.startsWith("TABLE_OR_VIEW_NOT_FOUND");
        return new PolderException(
                unknown ? Code.SQL_UNKNOWN_NAME : Code.SQL_INVALID, "the SQL is wrong: " + place(cause), REMEDY, cause);
    }

    private static String place(Exception cause) {
        Optional<String> place = Optional.empty();
        if (cause instanceof AnalysisException known && known.line().isDefined()) {
            int column = known.startPosition().isDefined()
                    ? (Integer) known.startPosition().get() + 1
                    : 1;
            place = Optional.of("line " + known.line().get() + ", column " + column + ": ");
        }
        return place.orElse("") + Failures.message(cause);
    }

    private static PolderException forbidden(String message) {
        return new PolderException(Code.SQL_FORBIDDEN, message, REMEDY);
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
