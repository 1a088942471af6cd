/** Pipelines as records. */
package dev.polder.core.pipeline;
