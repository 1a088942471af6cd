package dev.polder.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages of {@code core}, and out of it. */
@AnalyzeClasses(packages = "dev.polder.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
    @ArchTest
    static final ArchRule coreDependsOnTheJdkAndTheYamlParserOnly = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("dev.polder.core..", "java..", "org.snakeyaml.engine.v2.."));

    @ArchTest
    static final ArchRule onlyDocumentKnowsTheYamlParser = noClasses()
            .that()
            .resideOutsideOfPackage("dev.polder.core.document")
            .should()
            .dependOnClassesThat(resideInAPackage("org.snakeyaml.."));

    @ArchTest
    static final ArchRule coreDoesNoInputOrOutput = noClasses()
            .that()
            .resideOutsideOfPackage("dev.polder.core.mesh..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("java.nio.file..", "java.net.http..", "java.sql..", "java.util.logging.."));

    @ArchTest
    static final ArchRule packagesPointDownwardsOnly = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("problem")
            .definedBy("dev.polder.core.problem..")
            .layer("name")
            .definedBy("dev.polder.core.name..")
            .layer("document")
            .definedBy("dev.polder.core.document..")
            .layer("quality, contract")
            .definedBy("dev.polder.core.cel..", "dev.polder.core.quality..", "dev.polder.core.contract..")
            // A decision says which of a contract's columns it was made about; a product, for which purpose it reads.
            .layer("access")
            .definedBy("dev.polder.core.access..")
            .layer("product, pipeline")
            .definedBy("dev.polder.core.product..", "dev.polder.core.pipeline..")
            .layer("policy")
            .definedBy("dev.polder.core.policy..")
            .layer("mesh")
            .definedBy("dev.polder.core.mesh..")
            .whereLayer("mesh")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("product, pipeline")
            .mayOnlyBeAccessedByLayers("mesh")
            .whereLayer("policy")
            .mayOnlyBeAccessedByLayers("mesh")
            .whereLayer("quality, contract")
            .mayOnlyBeAccessedByLayers("access", "product, pipeline", "policy", "mesh")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("product, pipeline", "policy", "mesh")
            .whereLayer("document")
            .mayOnlyBeAccessedByLayers("quality, contract", "product, pipeline", "policy", "mesh")
            .whereLayer("name")
            .mayOnlyBeAccessedByLayers("access", "document", "quality, contract", "product, pipeline", "policy", "mesh")
            .whereLayer("problem")
            .mayOnlyBeAccessedByLayers(
                    "name", "access", "document", "quality, contract", "product, pipeline", "policy", "mesh");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.polder.core.(**)").should().beFreeOfCycles();
}
