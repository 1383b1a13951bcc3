"""`martlet ui` in a browser: pages render, keys sort and filter, curves grow, light and dark; MLflow's and TensorBoard's own
pages show our runs there, too."""

import json
import os
import sqlite3
import subprocess
import sys
import time
import unittest
import urllib.request
from pathlib import Path

from browser import Browser
from martlet import COMMAND, martlet, worker
from servers import MartletServer, MLflowServer, TensorBoardServer, folder_of

# Where pictures of the pages are left for who wants to look at them.
PICTURES = os.environ.get("MARTLET_UI_PICTURES")


def rows(browser):
    """The runs in the table, as people read them."""
    return browser.run("[...document.querySelectorAll('.runs tbody th a')].map(a => a.textContent)")


class UI(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.folder = folder_of(cls)
        cls.uri = f"sqlite:///{cls.folder}/mlflow.db"
        for hidden, rate in [("8", "0.01"), ("16", "0.001"), ("32", "0.0001")]:
            cls.name = martlet(
                "train", "--hidden", hidden, "--learning-rate", rate, "--epochs", "6", "--validation-split", "0.2", "--seed",
                "1", "--track", cls.uri, "--experiment", "digits", "--tensorboard", cls.folder / "logs")["run"]["name"]
        subprocess.run([worker(), "mlflow-write", cls.uri, "peer"], check=True, stdout=subprocess.DEVNULL)
        server = MartletServer(cls.uri)
        cls.addClassCleanup(server.stop)
        cls.address = server.address

    def tearDown(self):
        self.assertEqual(self.browser.errors(), [])

    def open(self, path):
        self.browser.open(self.address + path)

    def picture(self, name):
        if PICTURES:
            for scheme in ["light", "dark"]:
                self.browser.prefer(scheme)
                self.browser.picture(f"{PICTURES}/{name}-{scheme}.png")
            self.browser.prefer("light")

    def test_experiments(self):
        self.open("/")
        self.assertEqual(self.browser.run("document.querySelector('h1').textContent"), "Experiments")
        self.assertIn("digits", self.browser.text)
        self.picture("experiments")
        # By keys alone: the first press leads past the navigation, the next ones to the experiment.
        self.browser.press("Tab")
        self.assertEqual(self.browser.run("document.activeElement.textContent"), "Skip to content")
        self.browser.tab_to("e.textContent == 'digits'")
        self.browser.press("Enter")
        self.browser.wait("document.querySelector('h1').textContent == 'digits'")

    def test_sorting_by_keys(self):
        self.open("/experiments/digits")
        self.picture("runs")
        self.browser.tab_to("e.closest('th') && e.textContent.trim() == 'loss'")
        self.browser.press("Enter")
        up = "document.querySelector('th[aria-sort=ascending]')"
        self.assertEqual(self.browser.wait(f"{up} && {up}.textContent.trim().slice(0, 4)"), "loss")
        cells = """[...document.querySelectorAll('.runs tbody tr')].map(
            row => Number(row.cells[[...document.querySelector('.runs thead tr').cells].indexOf(CELL)]
                .querySelector('data').value))"""
        losses = self.browser.run(cells.replace("CELL", up))
        self.assertEqual(losses, sorted(losses))
        self.assertEqual(len(losses), 3)
        self.browser.tab_to("e.closest('th[aria-sort]')")
        self.browser.press("Enter")
        down = "document.querySelector('th[aria-sort=descending]')"
        self.browser.wait(f"!!{down}")
        self.assertEqual(self.browser.run(cells.replace("CELL", down)), losses[::-1])

    def test_filtering_by_keys(self):
        self.open("/experiments/digits")
        self.browser.tab_to("e.id == 'filter'")
        self.browser.type("params.optimizer_learning_rate = '0.001'")
        self.browser.press("Enter")
        self.browser.wait("document.querySelector('[role=status]').textContent == '1 run'")
        self.browser.tab_to("e.id == 'filter'")
        self.browser.run("document.activeElement.select()")
        self.browser.type("learning_rate")
        self.browser.press("Enter")
        self.browser.wait("document.querySelector('[role=status]').textContent == '0 runs'")
        self.open("/experiments/digits?filter=loss+%3C+1")
        self.assertIn("names begin with metrics.", self.browser.run("document.querySelector('[role=alert]').textContent"))

    def test_comparing_by_keys(self):
        self.open("/experiments/digits")
        for _ in range(2):
            self.browser.tab_to("e.name == 'run' && !e.checked")
            self.browser.press(" ")
        self.browser.tab_to("e.textContent == 'Compare chosen runs'")
        self.browser.press("Enter")
        self.browser.wait("document.querySelector('h1').textContent == 'Compare 2 runs'")
        self.assertEqual(self.browser.run(
            "[...document.querySelectorAll('figure')].every(f => f.querySelectorAll('polyline').length == 2)"), True)
        self.picture("compare")

    def test_a_run(self):
        self.open("/experiments/peer")
        self.browser.run("[...document.querySelectorAll('.runs tbody th a')].find(a => a.textContent == 'fit').click()")
        self.browser.wait("document.querySelector('h1').textContent == 'fit'")
        text = self.browser.text
        for part in ["optimizer_name", "Adam", "val_accuracy", "trial", "notes/héllo.txt", "model.safetensors", "digits"]:
            self.assertIn(part, text)
        self.assertGreater(self.browser.run("document.querySelectorAll('figure svg').length"), 1)
        self.picture("run")

    def test_promoting_and_rolling_back(self):
        run = subprocess.run([COMMAND, "runs", "list", "--track", self.uri, "--experiment", "peer", "--json"],
                             capture_output=True, text=True, check=True)
        run = next(run for run in json.loads(run.stdout) if run["name"] == "fit")
        for _ in range(2):
            subprocess.run([COMMAND, "models", "register", run["id"], "digits model", "--track", self.uri], check=True,
                           stdout=subprocess.DEVNULL)
        self.open("/models")
        self.browser.tab_to("e.textContent == 'digits model'")
        self.browser.press("Enter")
        self.browser.wait("document.querySelector('h1').textContent == 'digits model'")
        champion = "document.querySelector('.alias')?.closest('tr').cells[0].textContent"
        for version in [1, 2]:
            self.browser.tab_to(f"e.getAttribute('aria-label') == 'Promote version {version} to champion'")
            self.browser.press("Enter")
            self.browser.wait(f"{champion} == 'Version {version}'")
        self.picture("model")
        self.browser.tab_to("e.textContent == 'Roll back to version 1'")
        self.browser.press("Enter")
        self.browser.wait(f"{champion} == 'Version 1'")

    def test_landmarks_and_names(self):
        for path in ["/", "/experiments/digits", "/none", "/models"]:
            self.open(path)
            nodes = self.browser.ask("Accessibility.getFullAXTree")["nodes"]
            roles = [node.get("role", {}).get("value") for node in nodes]
            for role in ["main", "navigation", "heading"]:
                self.assertIn(role, roles, path)
            for node in nodes:
                if node.get("role", {}).get("value") in ["link", "button", "checkbox", "searchbox", "textbox"]:
                    self.assertTrue(node.get("name", {}).get("value"), f"{path}: {node}")
            self.assertEqual(self.browser.run("document.documentElement.lang"), "en")
        self.browser.messages.clear()  # That a page isn't there is an error to the browser.

    def test_contrast_in_light_and_dark(self):
        """WCAG 2.2's 4.5 : 1 for all text."""
        script = """(() => {
            const rgb = c => c.match(/[\\d.]+/g).map(Number);
            const light = c => rgb(c).slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const under = e => { for (; e; e = e.parentElement) {
                const c = getComputedStyle(e).backgroundColor; if ((rgb(c)[3] ?? 1) > 0) return c; } return "rgb(255,255,255)" };
            let worst = 99;
            for (const e of document.querySelectorAll("body *")) {
                if (e.closest("svg") || ![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())) continue;
                const [a, b] = [light(getComputedStyle(e).color), light(under(e))];
                worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
            }
            return worst;
        })()"""
        for path in ["/", "/experiments/digits", "/none"]:
            papers = []
            for scheme in ["light", "dark"]:
                self.browser.prefer(scheme)
                self.open(path)
                self.assertGreaterEqual(self.browser.run(script), 4.5, (path, scheme))
                papers.append(self.browser.run("getComputedStyle(document.body).backgroundColor"))
            self.assertNotEqual(*papers)
        self.browser.prefer("light")
        self.browser.messages.clear()

    def test_a_curve_grows(self):
        process = subprocess.Popen([worker(), "mlflow-forever", self.uri], stdout=subprocess.PIPE, text=True)
        try:
            run = process.stdout.readline().strip()
            self.open(f"/runs/{run}")
            points = "document.querySelector('figure polyline').getAttribute('points')"
            said = "document.querySelector('figure').getAttribute('aria-label')"
            first = self.browser.wait(f"document.querySelector('figure') && {said}")
            drawn = self.browser.run(points)
            # The page itself brings the curve up to date; nothing is loaded anew.
            self.browser.run("window.mark = 1")
            self.browser.wait(f"{said} != {json.dumps(first)} && {points} != {json.dumps(drawn)}")
            self.assertEqual(self.browser.run("window.mark"), 1)
        finally:
            process.kill()
            process.communicate()

    def test_the_table_grows(self):
        """Numbers arrive and the end is seen, while what is chosen stays chosen."""
        process = subprocess.Popen([worker(), "mlflow-forever", self.uri], stdout=subprocess.PIPE, text=True)
        try:
            run = process.stdout.readline().strip()
            self.open("/experiments/killed")
            box = f"document.querySelector('input[value=\"{run}\"]')"
            self.browser.tab_to(f"e.value == '{run}'")
            self.browser.press(" ")
            number = f"{box}.closest('tr').querySelector('data')?.value"
            first = self.browser.wait(number)
            self.browser.run("window.mark = 1")
            self.browser.wait(f"{number} != {json.dumps(first)}")
            self.assertEqual(self.browser.run(f"[window.mark, {box}.checked, document.activeElement == {box}]"),
                             [1, True, True])
        finally:
            process.kill()
            process.communicate()
        self.browser.wait(f"{box}.closest('tr').textContent.includes('killed')")
        self.browser.wait("!document.querySelector('[data-live]')")
        self.assertEqual(self.browser.run("window.mark"), 1)

    def test_registering_by_keys(self):
        self.open("/experiments/peer")
        self.browser.run("[...document.querySelectorAll('.runs tbody th a')].find(a => a.textContent == 'fit').click()")
        self.browser.wait("document.querySelector('h1').textContent == 'fit'")
        self.browser.tab_to("e.name == 'name'")
        self.browser.type("from the page")
        self.browser.press("Enter")
        self.browser.wait("document.querySelector('h1').textContent == 'from the page'")
        self.assertIn("Version 1", self.browser.text)

    def test_scripts_in_artifacts(self):
        """A page among a run's files is shown and runs nothing."""
        run = subprocess.run([COMMAND, "runs", "list", "--track", self.uri, "--experiment", "digits", "--json"],
                             capture_output=True, text=True, check=True)
        run = json.loads(run.stdout)[0]
        folder = Path(run["artifacts"])
        folder.mkdir(parents=True, exist_ok=True)
        hostile = "<p id=p>shown</p><script>document.title = 'ran'; fetch('/')</script><img src=x onerror=\"document.title='ran'\">"
        (folder / "page.html").write_text(hostile)
        (folder / "picture.svg").write_text(
            "<svg xmlns='http://www.w3.org/2000/svg'><script>document.title = 'ran'</script><text y='20'>shown</text></svg>")
        for name in ["page.html", "picture.svg"]:
            self.open(f"/runs/{run['id']}/artifacts/{name}")
            self.browser.wait("document.documentElement.textContent.includes('shown')")
            self.assertNotEqual(self.browser.run("document.title"), "ran")
        # That the page was kept from it is what the browser complains of.
        self.assertTrue(self.browser.errors())
        self.browser.messages.clear()

    def test_other_sites_reach_nothing(self):
        """A page from elsewhere can neither read what is here nor change it."""
        self.browser.open("data:text/html,<title>elsewhere</title>")
        blocked = self.browser.run(f"fetch('{self.address}/').then(() => 'read', () => 'blocked')")
        self.assertEqual(blocked, "blocked")
        self.browser.run(
            f"document.body.innerHTML = '<form method=post action={self.address}/models/m/promote><input name=version></form>';"
            "document.forms[0].submit()")
        self.browser.wait("document.body.textContent.includes('from the pages of this server alone')")
        self.browser.messages.clear()

    def test_ten_thousand_runs(self):
        """All of them are listed, and how long that takes is printed beside what MLflow takes for as many of them."""
        path = self.folder / "many.db"
        martlet("train", "--hidden", "8", "--epochs", "1", "--track", f"sqlite:///{path}", "--experiment", "many")
        with sqlite3.connect(path) as database:
            ids = [f"{i:032x}" for i in range(10_000)]
            database.executemany(
                "INSERT INTO runs (run_uuid, name, source_type, status, start_time, end_time, lifecycle_stage, artifact_uri,"
                " experiment_id, user_id) VALUES (?, ?, 'LOCAL', 'FINISHED', ?, ?, 'active', '', 1, 'me')",
                [(id, f"run {i}", 1000 * i, 1000 * i + 500) for i, id in enumerate(ids)])
            database.executemany(
                "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, 0, 0, 0, ?)",
                ((f"metric_{m:03}", (i * 7919 + m * 31) % 10_007, id) for i, id in enumerate(ids) for m in range(100)))
            database.executemany("INSERT INTO params (key, value, run_uuid) VALUES ('rate', ?, ?)",
                                 [(str(i % 5), id) for i, id in enumerate(ids)])
        server = MartletServer(f"sqlite:///{path}")
        try:
            def ask(query):
                times = []
                for _ in range(5):
                    start = time.perf_counter()
                    with urllib.request.urlopen(f"{server.address}/experiments/many?{query}", timeout=60) as answer:
                        page = answer.read().decode()
                    times.append(time.perf_counter() - start)
                return page, 1000 * min(times)

            every = "&".join(f"column=metrics.metric_{m:03}" for m in range(100))
            for what, query in [
                ("the latest", ""), ("all columns", every), ("by a metric", "order=metrics.metric_042"),
                ("by a metric, all columns", f"order=metrics.metric_042+DESC&{every}"),
                ("filtered", "filter=metrics.metric_007+%3E+5000+and+params.rate+%3D+'3'"), ("by name", "filter=run+99"),
                ("the last page", "page=100"),
            ]:
                page, milliseconds = ask(query)
                self.assertIn("<h1>many</h1>", page)
                self.assertGreaterEqual(page.count('<th scope="row">'), 1)
                print(f"  10,000 runs × 100 metrics, {what}: {milliseconds:.1f} ms, {len(page) // 1000} kB")
            from mlflow import MlflowClient
            client = MlflowClient(f"sqlite:///{path}")
            for order in [[], ["metrics.metric_042 ASC"]]:
                times = []
                for _ in range(3):
                    start = time.perf_counter()
                    found = client.search_runs(["1"], order_by=order, max_results=100)
                    times.append(time.perf_counter() - start)
                self.assertEqual(len(found), 100)
                print(f"  MLflow's search_runs{order or ''}: {1000 * min(times):.1f} ms")
        finally:
            server.stop()

    def test_mlflows_page_shows_our_runs(self):
        server = MLflowServer(self.folder)
        try:
            self.browser.open(f"{server.address}/#/experiments")
            self.browser.wait("document.body.innerText.includes('digits')", 120)
            with_id = subprocess.run(
                [sys.executable, "-c", "import mlflow, sys; print(mlflow.MlflowClient(sys.argv[1])"
                 ".get_experiment_by_name('digits').experiment_id)", server.address],
                capture_output=True, text=True, check=True)
            experiment = with_id.stdout.strip()
            self.browser.open(f"{server.address}/#/experiments/{experiment}/runs")
            self.browser.wait(f"document.body.innerText.includes('{self.name}')", 120)
            self.browser.open(f"{server.address}/#/experiments/{experiment}/runs?compareRunsMode=CHART")
            # Charts further down are drawn when they are scrolled to.
            self.browser.wait("document.body.innerText.includes('accuracy')", 120)
            if PICTURES:
                time.sleep(3)
                self.browser.picture(f"{PICTURES}/mlflow.png")
        finally:
            self.browser.leave()
            server.stop()

    def test_tensorboards_page_shows_our_runs(self):
        board = TensorBoardServer(self.folder / "logs")
        try:
            self.browser.open(f"{board.address}/#timeseries")
            everything = """(() => { const walk = n => (n.shadowRoot ? walk(n.shadowRoot) : "") + (n.nodeType == 3 ? n.data : "")
                + [...n.childNodes].map(walk).join(""); return walk(document.body) })()"""
            for part in ["epoch_loss", "epoch_accuracy", "train", "validation"]:
                self.browser.wait(f"{everything}.includes('{part}')", 120)
            if PICTURES:
                time.sleep(3)
                self.browser.picture(f"{PICTURES}/tensorboard.png")
        finally:
            self.browser.leave()
            board.stop()


if __name__ == "__main__":
    unittest.main()
