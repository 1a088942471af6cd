package dev.polder.server.catalog;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchIcebergTableException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A failure in the form and with the status that the Iceberg REST specification gives it. */
record CatalogFailure(int status, String type, String message) {
    private static final Logger log = LoggerFactory.getLogger(CatalogFailure.class);

    /**
     * @param reading whether the call changes nothing; only then may a client take 503 for "nothing happened, try again"
     */
    static CatalogFailure of(RuntimeException failure, boolean reading) {
        if (failure instanceof PolderException refusal && refusal.code() == Code.AUDIT_UNAVAILABLE) {
            return new CatalogFailure(503, "ServiceUnavailableException", refusal.getMessage());
        }
        int status = status(failure);
        if (status < 500) {
            return new CatalogFailure(status, failure.getClass().getSimpleName(), String.valueOf(failure.getMessage()));
        }
        log.error("catalog call failed", failure);
        if (reading && failure instanceof UncheckedSQLException) {
            return new CatalogFailure(503, "ServiceUnavailableException", "The catalog's database does not answer");
        }
        return new CatalogFailure(500, "CommitStateUnknownException", "It failed here, and may have happened or not");
    }

    ErrorResponse response() {
        return ErrorResponse.builder()
                .responseCode(status)
                .withType(type)
                .withMessage(message)
                .build();
    }

    private static int status(RuntimeException failure) {
        if (failure instanceof ForbiddenException) {
            return 403;
        }
        if (failure instanceof NoSuchNamespaceException
                || failure instanceof NoSuchTableException
                || failure instanceof NoSuchIcebergTableException
                || failure instanceof NotFoundException) {
            return 404;
        }
        if (failure instanceof AlreadyExistsException
                || failure instanceof NamespaceNotEmptyException
                || failure instanceof CommitFailedException) {
            return 409;
        }
        if (failure instanceof UnprocessableEntityException) {
            return 422;
        }
        if (failure instanceof BadRequestException
                || failure instanceof ValidationException
                || failure instanceof IllegalArgumentException) {
            return 400;
        }
        if (failure instanceof UnsupportedOperationException) {
            return 406;
        }
        return 500;
    }
}
