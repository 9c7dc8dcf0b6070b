// Draws what apps/plot.lua pushes. The canvas is the page's: the host never looks into it.

const draw = (canvas, points) => {
    const pen = canvas.getContext("2d");
    const { width, height } = canvas;
    const x = (index) => ((index + 0.5) * width) / points.length;
    const y = (value) => height - (value * height) / 100;
    pen.clearRect(0, 0, width, height);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 2;
    pen.beginPath();
    points.forEach((value, index) => void pen.lineTo(x(index), y(value)));
    pen.stroke();
};

export const Plot = {
    mounted(canvas, context) {
        context.points = [];
        canvas.addEventListener("click", async ({ offsetX }) => {
            const index = 1 + Math.floor((offsetX / canvas.clientWidth) * context.points.length);
            const { value } = await context.push("at", { index });
            canvas.title = value === false ? "" : `${value}`;
        });
    },
    on: {
        points(points, canvas, context) {
            context.points = points;
            draw(canvas, points);
        },
    },
};
