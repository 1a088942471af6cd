package dev.polder.server.http;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Reaches below the servlet API for what it cannot do. */
final class Connections {
    private Connections() {}

    /** Closes the connection without ending the body, so that the other side sees an incomplete answer. */
    static void abort(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
