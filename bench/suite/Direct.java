// Jena's ARQ over TDB2 as a program: Direct.java DATA FOLDER. It talks as direct.py does.
import java.io.*;
import java.nio.charset.StandardCharsets;
import org.apache.jena.atlas.json.*;
import org.apache.jena.query.*;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.riot.*;
import org.apache.jena.system.Txn;
import org.apache.jena.tdb2.TDB2Factory;
import org.apache.jena.tdb2.loader.LoaderFactory;
import org.apache.jena.tdb2.loader.base.LoaderOps;

public class Direct {
    public static void main(String[] arguments) throws IOException {
        long started = System.nanoTime();
        new File(arguments[1]).mkdirs();
        Dataset data = TDB2Factory.connectDataset(arguments[1]);
        var loader = LoaderFactory.phasedLoader(data.asDatasetGraph(), LoaderOps.outputToLog());
        loader.startBulk();
        loader.load(arguments[0]);
        loader.finishBulk();
        PrintStream out = System.out;
        out.println((System.nanoTime() - started) / 1e9);
        out.flush();
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = lines.readLine()) != null; ) {
            JsonObject asked = JSON.parse(line);
            long begun = System.nanoTime();
            try {
                byte[] body = Txn.calculateRead(data, () -> answer(data, asked.getString("query")));
                out.printf("{\"seconds\": %s, \"bytes\": %d}%n", (System.nanoTime() - begun) / 1e9, body.length);
                out.write(body);
            } catch (RuntimeException error) {
                JsonObject failed = new JsonObject();
                failed.put("error", error.toString());
                out.println(failed.toString().replaceAll("\\s+", " "));
            }
            out.flush();
        }
    }

    static byte[] answer(Dataset data, String text) {
        var body = new ByteArrayOutputStream();
        try (QueryExecution execution = QueryExecutionFactory.create(text, data)) {
            if (execution.getQuery().isConstructType()) {
                RDFDataMgr.write(body, execution.execConstruct(), Lang.TURTLE);
            } else {
                ResultSetFormatter.outputAsJSON(body, execution.execSelect());
            }
        }
        return body.toByteArray();
    }
}
